// Makers of budgets and anomalies.
import type { IAnomalies, IBudget, IBudgets } from '../types';
import { AS_OF } from './makers';

export function budget(changes: Partial<IBudget> = {}): IBudget {
  return {
    name: 'project-churn',
    type: 'COST',
    period: 'MONTHLY',
    period_start: '2026-11-01',
    period_end: '2026-11-30',
    unit: 'USD',
    currency: 'USD',
    limit: '500.00',
    actual: '212.40',
    forecast: '310.00',
    left: '287.60',
    actual_percent: '42.5',
    forecast_percent: '62',
    health: 'ok',
    health_reason: null,
    metric: 'UnblendedCost',
    filters: [
      { kind: 'tag', key: 'project', values: ['churn'], excluded: false }
    ],
    filter_text: 'project is churn',
    mine: true,
    why: 'your tag project=churn',
    matches: [{ key: 'project', value: 'churn', mark: 'tag' }],
    counts_others: true,
    alerts: [],
    actions: [],
    updated: null,
    ...changes
  };
}

export function budgets(
  found: readonly IBudget[] = [],
  changes: Partial<IBudgets> = {}
): IBudgets {
  return {
    state: found.length > 0 ? 'ok' : 'none',
    scope: 'mine',
    account: '111122223333',
    budgets: found,
    others: 0,
    as_of: AS_OF,
    problem: null,
    problems: [],
    ...changes
  };
}

export function anomalies(changes: Partial<IAnomalies> = {}): IAnomalies {
  return {
    state: 'none',
    since: '2026-10-24',
    until: '2026-11-23',
    currency: 'USD',
    anomalies: [],
    others: 0,
    as_of: AS_OF,
    requests: 1,
    request_cost: '0.01',
    problem: null,
    ...changes
  };
}
