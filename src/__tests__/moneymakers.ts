// Small makers of what costs: what is up now, what became of a stop, budgets, anomalies.
import type {
  IAnomalies,
  IBudget,
  IBudgets,
  IRunning,
  IRunningResource,
  IStopped
} from '../types';

export const LOOKED = '2026-11-23T09:14:00Z';

export function up(
  name: string,
  changes: Partial<IRunningResource> = {}
): IRunningResource {
  return {
    id: `id-${name}`,
    arn: `arn:aws:sagemaker:us-east-1:111122223333:training-job/${name}`,
    kind: 'training-job',
    name,
    status: 'InProgress',
    instances: '1 × ml.m5.4xlarge',
    since: '2026-11-23T08:12:00Z',
    hourly: '0.922',
    accrued: '0.95',
    reason: null,
    activity: 'active',
    idle_since: null,
    activity_reason: null,
    is_here: false,
    tags: { project: 'churn' },
    lost: 'The job ends; it can’t go on later.',
    snoozed: null,
    ...changes
  };
}

/** The app that all this runs in; nobody was there for two hours. */
export function here(
  changes: Partial<IRunningResource> = {}
): IRunningResource {
  return up('ana-lab/JupyterLab/default', {
    kind: 'app',
    arn: 'arn:aws:sagemaker:us-east-1:111122223333:app/d-1/ana-lab/JupyterLab/default',
    status: 'InService',
    instances: 'ml.g5.xlarge',
    since: '2026-11-23T04:02:00Z',
    hourly: '1.41',
    accrued: '7.33',
    activity: 'idle',
    idle_since: '2026-11-23T07:14:00Z',
    is_here: true,
    lost: 'Unsaved notebooks are lost. This runs in it.',
    ...changes
  });
}

export function running(
  resources: readonly IRunningResource[] = [],
  changes: Partial<IRunning> = {}
): IRunning {
  return {
    as_of: LOOKED,
    scope: 'mine',
    complete: true,
    currency: 'USD',
    hourly: '2.332',
    hourly_known: '2.332',
    unpriced: 0,
    resources,
    since_last_bill: null,
    reconciled: null,
    metrics_read: 0,
    prices_as_of: '2026-11-22T10:00:00Z',
    problems: [],
    ...changes
  };
}

export function stopped(
  one: IRunningResource,
  outcome: IStopped['outcome'] = 'stopping',
  changes: Partial<IStopped> = {}
): IStopped {
  return {
    run_id: 'r1',
    arn: one.arn,
    kind: one.kind,
    name: one.name,
    operation: 'StopTrainingJob',
    outcome,
    reason: null,
    lost: one.lost,
    is_here: one.is_here,
    ...changes
  };
}

/** My profile's own budget of 500, of which 212.40 are spent. */
export function budget(changes: Partial<IBudget> = {}): IBudget {
  return {
    name: 'studio-ana',
    type: 'COST',
    period: 'MONTHLY',
    period_start: '2026-11-01',
    period_end: '2026-11-30',
    unit: 'USD',
    currency: 'USD',
    limit: '500.0',
    actual: '212.40',
    forecast: '301.00',
    left: '287.60',
    actual_percent: '42.48',
    forecast_percent: '60.2',
    health: 'ok',
    health_reason: null,
    metric: 'UnblendedCost',
    filters: [
      {
        kind: 'tag',
        key: 'sagemaker:user-profile-arn',
        values: ['arn:ana'],
        excluded: false
      }
    ],
    filter_text: 'sagemaker:user-profile-arn is arn:ana',
    mine: true,
    why: 'it counts what your user profile ana uses',
    matches: [
      {
        key: 'sagemaker:user-profile-arn',
        value: 'arn:ana',
        mark: 'user-profile'
      }
    ],
    counts_others: false,
    alerts: [],
    actions: [],
    updated: null,
    ...changes
  };
}

export function budgets(
  all: readonly IBudget[] = [budget()],
  changes: Partial<IBudgets> = {}
): IBudgets {
  return {
    state: all.length > 0 ? 'ok' : 'none',
    scope: 'mine',
    account: '111122223333',
    budgets: all,
    others: 3,
    as_of: LOOKED,
    problem: null,
    problems: [],
    ...changes
  };
}

export function anomalies(changes: Partial<IAnomalies> = {}): IAnomalies {
  return {
    state: 'ok',
    since: '2026-10-24',
    until: '2026-11-23',
    currency: 'USD',
    anomalies: [
      {
        id: 'a1',
        start: '2026-11-12',
        end: '2026-11-14',
        impact: '56.30',
        actual: '87.40',
        expected: '31.10',
        impact_percent: '181.03',
        monitor: 'Retail projects',
        mine: true,
        why: 'its monitor watches project=churn',
        matches: [],
        causes: [
          {
            service: 'Amazon SageMaker',
            region: 'us-east-1',
            account: null,
            usage_type: 'USE1-Train:ml.m5.4xlarge',
            contribution: '56.30'
          }
        ],
        feedback: null
      }
    ],
    others: 1,
    as_of: LOOKED,
    requests: 2,
    request_cost: '0.02',
    problem: null,
    ...changes
  };
}
