import { fireEvent, screen, within } from '@testing-library/react';
import { loaded } from './around';
import { EMPTY, spend } from './makers';
import { running } from './moneymakers';
import { actions, month, showSpend } from './showspend';

describe('The month broken down', () => {
  beforeEach(() => jest.clearAllMocks());

  it('has a table behind every chart', async () => {
    showSpend(spend());
    const button = screen.getByRole('button', { name: 'Show as table' });
    expect(button).toHaveAttribute('aria-pressed', 'false');
    fireEvent.click(button);
    await loaded();
    const days = screen.getByRole('table', { name: 'Billed per day (UTC)' });
    expect(within(days).getAllByRole('row')).toHaveLength(4);
    const groups = screen.getByRole('table', { name: 'This month by project' });
    const rows = within(groups).getAllByRole('row');
    expect(rows[1]).toHaveTextContent('churn$148.2070%');
    expect(rows[3]).toHaveTextContent('Not tagged$31.1015%');
  });

  it('groups by the policy’s keys, with arrows between the tabs', () => {
    showSpend(spend());
    const tabs = screen.getAllByRole('tab');
    expect(tabs.map(tab => tab.textContent)).toEqual([
      'project',
      'Type',
      'Day',
      'Job'
    ]);
    expect(tabs.map(tab => tab.tabIndex)).toEqual([0, -1, -1, -1]);
    expect(tabs[0]).toHaveAttribute('aria-selected', 'true');
    fireEvent.keyDown(tabs[0]!, { key: 'ArrowRight' });
    expect(actions.onGroup).toHaveBeenCalledWith('instance-type');
  });

  it('offers the other keys and ways in a list', () => {
    showSpend(spend());
    const more = screen.getByRole('combobox', { name: /something else/ });
    expect(
      within(more)
        .getAllByRole('option')
        .map(option => option.textContent)
    ).toEqual([
      'More',
      'cost-center',
      'environment',
      'team',
      'Service',
      'Usage type'
    ]);
    fireEvent.change(more, { target: { value: 'usage-type' } });
    expect(actions.onGroup).toHaveBeenCalledWith('usage-type');
  });

  it('has the days without asking', () => {
    showSpend(spend(), { by: 'day', grouped: EMPTY });
    const panel = screen.getByRole('tabpanel');
    expect(within(panel).getAllByRole('listitem')[0]).toHaveTextContent(
      'Nov 3$200.00'
    );
    expect(screen.queryByRole('button', { name: /Ask Cost/ })).toBeNull();
  });

  it('marks jobs that are estimates, and says what is left out', () => {
    const value = spend({
      by: 'job',
      groups: [
        {
          key: 'app/d-1/ana-lab/JupyterLab/default',
          amount: '43.93',
          estimated: false
        },
        { key: 'training-job/ranker', amount: '7.08', estimated: true },
        { key: null, amount: '1.00', estimated: false }
      ],
      groups_note: 'Billed from 2026-11-10 on.'
    });
    showSpend(value, { by: 'job' });
    const [app, job, other] = within(screen.getByRole('tabpanel')).getAllByRole(
      'listitem'
    );
    expect(app).toHaveTextContent('ana-lab JupyterLab$43.93');
    expect(job).toHaveTextContent('ranker~$7.08');
    expect(job!.querySelector('.jp-CostTags-hatch')).not.toBeNull();
    expect(other).toHaveTextContent('Other$1.00');
    expect(month()).toHaveTextContent('Billed from 2026-11-10 on.');
  });

  it('tells what drives the change, when asked', async () => {
    const changes = [
      { key: 'churn', amount: '152.08', previous: '194.65', change: '-42.57' },
      { key: null, amount: '26.97', previous: '19.20', change: '7.77' }
    ];
    showSpend(spend({ changes }));
    expect(month()).not.toHaveTextContent('42.57');
    const button = screen.getByRole('button', {
      name: 'What changed since October 2026'
    });
    expect(button).toHaveAttribute('aria-expanded', 'false');
    fireEvent.click(button);
    await loaded();
    expect(month()).toHaveTextContent('churn$194.65 → $152.08−$42.57');
    expect(month()).toHaveTextContent('Not tagged$19.20 → $26.97+$7.77');
  });

  it('says why there is no forecast', () => {
    showSpend(spend({ forecast_reason: 'Too little history.' }));
    expect(month()).toHaveTextContent('No forecast: Too little history.');
  });

  it('says what accrues now and how near yesterday’s estimate came', async () => {
    const look = running([], {
      hourly: '2.445',
      reconciled: {
        day: '2026-11-22',
        estimate: '18.73',
        billed: '18.91',
        error: '-0.18'
      }
    });
    const since = { estimate: '9.86', since: '2026-11-23T00:00:00Z' };
    showSpend(spend({ since_last_bill: since }), { running: look });
    expect(month()).toHaveTextContent('now ~$2.45/h');
    expect(month()).toHaveTextContent(
      'Estimate for Nov 22: ~$18.73, billed $18.91 (−$0.18)'
    );
    expect(
      month().querySelectorAll('.jp-CostTags-days .jp-CostTags-hatch')
    ).toHaveLength(1);
    fireEvent.click(screen.getByRole('button', { name: 'Show as table' }));
    await loaded();
    expect(
      screen.getByRole('table', { name: 'Billed per day (UTC)' })
    ).toHaveTextContent('November 23, 2026 (estimate)~$9.86');
  });

  it('asks before it pays for another grouping', () => {
    showSpend(spend(), { by: 'tag:environment', grouped: EMPTY });
    expect(month()).toHaveTextContent('$212.40');
    expect(month()).toHaveTextContent('Not read this way yet.');
    fireEvent.click(
      screen.getByRole('button', { name: 'Ask Cost Explorer ($0.02)' })
    );
    expect(actions.onRefresh).toHaveBeenCalledTimes(1);
  });

  it('is free where the numbers are from a file', () => {
    const read = spend({ source: 'snapshot', request_cost: '0.00' });
    showSpend(read, { by: 'service', grouped: EMPTY });
    expect(
      screen.getByRole('button', { name: 'Ask Snapshot (free)' })
    ).toBeEnabled();
    expect(
      screen.getByRole('button', { name: 'Refresh spend (free)' })
    ).toBeEnabled();
  });
});
