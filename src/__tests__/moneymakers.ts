// Small makers of what costs: what is up now, what became of a stop.
import type { IRunning, IRunningResource, IStopped } from '../types';

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
