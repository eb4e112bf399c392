import { fireEvent, screen } from '@testing-library/react';
import { roundBelow } from '../sections/days';
import { loaded } from './around';
import {
  EMPTY,
  failed,
  noSpend,
  problem,
  ready,
  spend,
  status,
  told,
  whoami
} from './makers';
import { actions, month, showSpend } from './showspend';

describe('roundBelow', () => {
  it.each([
    [0, 0],
    [0.07, 0.05],
    [1, 1],
    [22.4, 20],
    [99, 50],
    [100, 100]
  ])('of %d is %d', (highest, expected) => {
    expect(roundBelow(highest)).toBeCloseTo(expected);
  });
});

describe('SpendSection', () => {
  beforeEach(() => jest.clearAllMocks());

  it('is busy while it loads, and shows no amount', () => {
    showSpend(EMPTY);
    expect(month()).toHaveAttribute('aria-busy', 'true');
    expect(month()).not.toHaveTextContent('$');
  });

  it('shows the amount with its date, source and age', () => {
    showSpend(spend());
    expect(month()).toHaveTextContent('$212.40');
    expect(month()).toHaveTextContent('billed to Nov 22 (UTC)');
    expect(month()).toHaveTextContent('Cost Explorer, 09:14 UTC');
    expect(month()).toHaveTextContent('AWS may still change it');
  });

  it('says the amount in words', () => {
    showSpend(spend());
    expect(screen.getByText('212.40 US dollars')).toBeInTheDocument();
  });

  it('compares with the same day last month without adding anything up', () => {
    showSpend(spend());
    expect(month()).toHaveTextContent('12% less than by Oct 22 ($241.40)');
  });

  it.each([
    ['212.40', 'As much as by Oct 22 ($212.40)'],
    ['100.00', '112% more than by Oct 22 ($100.00)'],
    ['0.00', '$0.00 by Oct 22']
  ])('compares with %s', (previous, words) => {
    showSpend(spend({ previous_month: previous }));
    expect(month()).toHaveTextContent(words);
  });

  it('tells what is not included', () => {
    showSpend(spend());
    expect(month()).toHaveTextContent(
      'Not included: credits −$3.50 and tax $4.20'
    );
  });

  it('tells what can’t be assigned, as an amount first', () => {
    showSpend(spend());
    expect(month()).toHaveTextContent(
      '$31.10 (15%) can’t be assigned: no project'
    );
  });

  it('draws one bar a day and says what the chart shows', () => {
    showSpend(spend());
    const chart = screen.getByRole('img', { name: /Billed per day/ });
    expect(chart).toHaveAccessibleName(
      'Billed per day, November 1, 2026 to November 3, 2026. Highest: 200.00 US dollars on November 3, 2026.'
    );
    expect(chart.querySelectorAll('.jp-CostTags-fill')).toHaveLength(3);
    expect(chart.querySelectorAll('.jp-CostTags-future')).toHaveLength(27);
    expect(chart).toHaveTextContent('today');
  });

  it('says what a refresh costs: as the last one, else one request', () => {
    showSpend(spend());
    expect(
      screen.getByRole('button', { name: 'Refresh spend ($0.02)' })
    ).toBeEnabled();
  });

  it('takes the price from the meter when nothing was asked yet', () => {
    showSpend(spend({ request_cost: '0.00' }));
    fireEvent.click(
      screen.getByRole('button', { name: 'Refresh spend ($0.01)' })
    );
    expect(actions.onRefresh).toHaveBeenCalledTimes(1);
  });

  it('shows the old amount while it is being updated', () => {
    showSpend({ ...ready(spend()), refreshing: true });
    expect(month()).toHaveAttribute('aria-busy', 'true');
    expect(month()).toHaveTextContent('$212.40');
    expect(screen.getByRole('button', { name: 'Updating…' })).toBeDisabled();
  });

  it('marks estimates', () => {
    showSpend(
      spend({
        forecast: {
          total: '301.2',
          low: '250',
          high: '352',
          source: 'cost-explorer'
        },
        since_last_bill: { estimate: '9.91', since: '2026-11-23T00:00:00Z' }
      })
    );
    expect(month()).toHaveTextContent('Forecast $301 ($250–$352)');
    expect(month()).toHaveTextContent(
      '+ ~$9.91 since last billing update (estimate)'
    );
  });

  it('shows a forecast without an interval as AWS Budgets gives it', () => {
    showSpend(
      spend({
        source: 'budgets',
        forecast: { total: '301', low: null, high: null, source: 'budgets' }
      })
    );
    expect(month()).toHaveTextContent(/Forecast \$301(?! \()/);
  });

  it('says whose it is in a shared space', () => {
    showSpend(spend(), {
      whoami: whoami({ environment: 'studio-shared-space' })
    });
    expect(
      screen.getByRole('region', { name: 'This month, the space' })
    ).toBeInTheDocument();
  });

  it('keeps the old amount with its time beside the problem', () => {
    showSpend(failed(told({ message: 'The daily cap is reached.' }), spend()));
    expect(month()).toHaveTextContent('$212.40');
    expect(month()).toHaveTextContent('09:14 UTC data');
    expect(month()).toHaveTextContent('The daily cap is reached.');
  });

  it('shows no amount when it never had one', () => {
    showSpend(failed(told({ message: 'The daily cap is reached.' })));
    expect(month()).toHaveTextContent('The daily cap is reached.');
    expect(
      screen.getByRole('button', { name: 'Refresh spend ($0.01)' })
    ).toBeEnabled();
    // What costs says its price: no plain Retry.
    expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull();
  });

  it('says that an admin turned it off', () => {
    const { meter } = status();
    const off = status({ meter: { ...meter, spend_enabled: false } });
    showSpend(EMPTY, { status: off });
    expect(month()).toHaveTextContent('An admin turned spend off');
    expect(screen.queryByRole('button', { name: /Refresh spend/ })).toBeNull();
  });

  describe('tells the zeros apart', () => {
    it('truly nothing', () => {
      showSpend(
        spend({
          month_to_date: '0.00',
          previous_month: null,
          groups: [],
          days: []
        })
      );
      expect(month()).toHaveTextContent(
        '$0.00 billed to you this month (data to Nov 22). New usage appears within about a day.'
      );
      expect(screen.queryByRole('tab')).toBeNull();
    });

    it('a key that is not activated', async () => {
      showSpend(noSpend('not-activated', { tag_key: 'project' }));
      await loaded();
      expect(month()).toHaveTextContent(
        'Spend by project isn’t available yet: the tag exists but isn’t activated for billing.'
      );
      expect(month()).toHaveTextContent(
        'Only the payer account can activate it'
      );
      expect(
        screen.getByRole('button', { name: 'Copy request for admin' })
      ).toBeEnabled();
    });

    it('activated without data', async () => {
      showSpend(
        noSpend('no-data-yet', { tag_key: 'project', activated: '2026-11-22' })
      );
      await loaded();
      expect(month()).toHaveTextContent(
        'Activated Nov 22. First numbers usually appear within 24–48 h.'
      );
    });

    it('a month that has just begun', async () => {
      showSpend(noSpend('no-data-yet'));
      await loaded();
      expect(month()).toHaveTextContent('The month is young');
    });

    it('not permitted', async () => {
      const denied = problem({ iam_action: 'ce:GetCostAndUsage' });
      showSpend(noSpend('no-permission', { problem: denied }));
      await loaded();
      expect(month()).toHaveTextContent(
        'Your role can’t read Cost Explorer (ce:GetCostAndUsage).'
      );
      expect(month()).toHaveTextContent('Your tags and resources still work.');
      expect(
        screen.getByRole('button', { name: 'Copy policy for admin' })
      ).toBeEnabled();
    });

    it('not prepared', async () => {
      showSpend(noSpend('not-enabled', { problem: problem() }));
      await loaded();
      expect(month()).toHaveTextContent('Cost Explorer hasn’t prepared data');
    });

    it('not readable', async () => {
      const gone = problem({ message: 'No answer.', action: 'Retry later.' });
      showSpend(noSpend('unavailable', { problem: gone }));
      await loaded();
      expect(month()).toHaveTextContent('No answer.');
      expect(month()).toHaveTextContent('Retry later.');
    });

    it.each([
      'not-activated',
      'no-data-yet',
      'no-permission',
      'not-enabled',
      'unavailable'
    ] as const)('%s never shows an amount', async state => {
      showSpend(noSpend(state));
      await loaded();
      expect(month()).not.toHaveTextContent('$0.00');
      expect(month().querySelector('.jp-CostTags-money')).toBeNull();
    });
  });
});
