import { fireEvent, screen, within } from '@testing-library/react';
import * as React from 'react';
import { budgetOf } from '../budgets';
import { BudgetsSection, type IBudgetsProps } from '../sections/budgets';
import type { IBudget, IBudgetAction, IBudgets } from '../types';
import { loaded, show } from './around';
import {
  EMPTY,
  failed,
  noSpend,
  problem,
  ready,
  spend,
  told,
  whoami
} from './makers';
import { anomalies, budget, budgets } from './moneymakers';
import { month, showSpend } from './showspend';

const onAnomalies = jest.fn();

async function showBudgets(
  value: IBudgets | IBudgetsProps['budgets'],
  changes: Partial<IBudgetsProps> = {}
): Promise<void> {
  show(
    <BudgetsSection
      budgets={'kind' in value ? value : ready(value)}
      anomalies={EMPTY}
      price="0.01"
      whoami={whoami()}
      collapsed={false}
      onToggle={jest.fn()}
      onRetry={jest.fn()}
      onAnomalies={onAnomalies}
      {...changes}
    />,
    { locale: 'en-US' }
  );
  await loaded();
}

const section = () => screen.getByRole('region', { name: /^Budgets/ });
const row = () => within(section()).getAllByRole('listitem')[0]!;

const ACTION: IBudgetAction = {
  id: 'x',
  kind: 'APPLY_IAM_POLICY',
  status: 'EXECUTION_SUCCESS',
  stage: 'done',
  approval: 'automatic',
  trigger: 'actual',
  threshold: '100',
  unit: 'percent',
  policy: 'deny-gpu',
  targets: ['DS-Ana'],
  touches_me: true,
  effect: 'AWS has attached the policy deny-gpu to DS-Ana.',
  changed: null
};

describe('BudgetsSection', () => {
  beforeEach(() => jest.clearAllMocks());

  it('shows spent of the limit, then the share, the rest and the forecast', async () => {
    await showBudgets(budgets());
    expect(section()).toHaveTextContent('AWS Budgets, 09:14 UTC');
    expect(row()).toHaveTextContent('studio-ana$212.40');
    expect(row()).toHaveTextContent('of $500');
    expect(row()).toHaveTextContent('42%, $287.60 left · forecast $301');
    expect(row().querySelector('[data-icon="ok"]')).not.toBeNull();
    expect(row()).not.toHaveTextContent('Alerts');
  });

  it('clamps nothing that is over, and says how much', async () => {
    const over = {
      actual: '612.00',
      left: '-112.00',
      actual_percent: '122.4',
      forecast: null,
      health: 'over'
    } as const;
    await showBudgets(budgets([budget(over)]));
    expect(row()).toHaveTextContent('$112.00 over (122%)');
    expect(
      within(section()).getByRole('img', { name: '1 over' })
    ).toBeInTheDocument();
    expect(row().querySelector('.jp-CostTags-hatch-over')).not.toBeNull();
  });

  it('says which alerts were sent, and what AWS does, in words', async () => {
    const alert = {
      kind: 'actual',
      comparison: 'greater-than',
      threshold: '50',
      unit: 'percent',
      amount: '250',
      sent: true,
      sent_at: null
    } as const;
    const alerts = [
      alert,
      { ...alert, threshold: '100', kind: 'forecast' } as const,
      { ...alert, threshold: '80', sent: false },
      { ...alert, threshold: '90', sent: null }
    ];
    await showBudgets(budgets([budget({ alerts, actions: [ACTION] })]));
    expect(row()).toHaveTextContent('Alerts sent at 50% and 100% (forecast)');
    expect(row()).not.toHaveTextContent('90%');
    expect(row()).toHaveTextContent(
      'Concerns your role. AWS has attached the policy deny-gpu to DS-Ana.'
    );
  });

  it('makes no number of what AWS did not tell', async () => {
    const unknown: Partial<IBudget> = {
      actual: null,
      left: null,
      forecast: null,
      actual_percent: null,
      health: 'unknown',
      health_reason: 'AWS has no figure yet.'
    };
    await showBudgets(budgets([budget(unknown)]));
    expect(row()).toHaveTextContent('no figure yet');
    expect(row()).toHaveTextContent('AWS has no figure yet.');
    expect(row()).not.toHaveTextContent('$0');
    expect(row().querySelector('.jp-CostTags-gauge')).toBeNull();
  });

  it('makes no zero of a key that the bill doesn’t know', async () => {
    const inactive = 'sagemaker:user-profile-arn';
    await showBudgets(budgets([budget({ actual: '0.0' })]), { inactive });
    expect(row()).toHaveTextContent(`Counts nothing yet: ${inactive} isn’t`);
    expect(row()).not.toHaveTextContent('left');
  });

  it('tells the states apart: none, no permission, failed, loading', async () => {
    await showBudgets(budgets([]));
    expect(section()).toHaveTextContent(
      'No budget counts your tags. The account has 3 others.'
    );
  });

  it('names the permission that is missing', async () => {
    const denied = problem({ iam_action: 'budgets:ViewBudget' });
    await showBudgets(
      budgets([], { state: 'no-permission', problem: denied, others: null })
    );
    expect(section()).toHaveTextContent('budgets:ViewBudget');
    expect(section()).not.toHaveTextContent('No budget counts');
    expect(
      screen.getByRole('button', { name: 'Copy request for admin' })
    ).toBeEnabled();
  });

  it('keeps old ones with their time beside a failure', async () => {
    await showBudgets(failed(told({ message: 'No answer.' }), budgets()));
    expect(section()).toHaveTextContent('No answer.');
    expect(section()).toHaveTextContent('09:14 UTC data');
    expect(row()).toHaveTextContent('studio-ana');
  });

  it('is busy while it loads', async () => {
    await showBudgets(EMPTY);
    expect(section()).toHaveAttribute('aria-busy', 'true');
  });

  it('looks for anomalies only when asked, and says the price', async () => {
    await showBudgets(budgets());
    fireEvent.click(
      screen.getByRole('button', { name: 'Look for unusual costs ($0.01)' })
    );
    expect(onAnomalies).toHaveBeenCalledTimes(1);
  });

  it('shows an anomaly as one quiet line with its time', async () => {
    await showBudgets(budgets(), { anomalies: ready(anomalies()) });
    expect(section()).toHaveTextContent(
      'Unusual: $56.30 more (+181%) · Nov 12–Nov 14 · Amazon SageMaker, USE1-Train:ml.m5.4xlarge'
    );
    expect(section()).toHaveTextContent('Anomaly Detection, 09:14 UTC');
  });

  it('says that nothing unusual was found, and since when', async () => {
    const none = anomalies({ state: 'none', anomalies: [] });
    await showBudgets(budgets(), { anomalies: ready(none), price: null });
    expect(section()).toHaveTextContent('Nothing unusual since Oct 24');
    expect(screen.queryByRole('button', { name: /unusual/ })).toBeNull();
  });
});

describe('The month beside its budget', () => {
  it('is shown of the limit, with the share', () => {
    showSpend(spend(), { budgets: budgets() });
    expect(month()).toHaveTextContent('of $50042%');
    expect(month().querySelector('.jp-CostTags-gauge')).not.toBeNull();
  });

  it.each([
    ['counts others too', { counts_others: true }],
    ['is yearly', { period: 'ANNUALLY' }],
    ['is in another currency', { currency: 'EUR' }],
    ['is of usage', { type: 'USAGE', currency: null }],
    ['has no limit', { limit: null }],
    ['has another filter', { filters: [] }]
  ] as const)('is not held against one that %s', (_, changes) => {
    expect(budgetOf(budgets([budget(changes)]), spend())).toBeNull();
  });

  it('is held against a tag’s budget where it is that tag’s month', () => {
    const own = budget({
      counts_others: true,
      filters: [
        { kind: 'tag', key: 'project', values: ['churn'], excluded: false }
      ],
      matches: [{ key: 'project', value: 'churn', mark: 'tag' }]
    });
    const of = (name: string) =>
      budgetOf(budgets([own]), spend({ whose: 'tag', whose_name: name }));
    expect(of('project=churn')).toBe(own);
    expect(of('project=ranking')).toBeNull();
    expect(budgetOf(budgets([own]), noSpend('no-permission'))).toBeNull();
  });
});
