// Small makers of wire values and of states.
import { nullTranslator } from '@jupyterlab/translation';
import { guard } from './guardmakers';
import { budgets, running } from './moneymakers';
import { LOADING, type Failure, type State } from '../resource';
import type { ISnapshot } from '../tokens';
import type {
  IChange,
  IFixResult,
  IPolicyView,
  IProblem,
  IScan,
  IScannedResource,
  ISection,
  ISpend,
  IStatus,
  IWhoAmI
} from '../types';

export const AS_OF = '2026-11-23T09:14:00Z';
export const trans = nullTranslator.load('jupyter_cost_tags');

export function problem(changes: Partial<IProblem> = {}): IProblem {
  return {
    code: 'access-denied',
    message: 'Your role can’t search.',
    action: 'Ask an admin.',
    iam_action: 'sagemaker:Search',
    retryable: false,
    ...changes
  };
}

export function whoami(changes: Partial<IWhoAmI> = {}): IWhoAmI {
  return {
    environment: 'studio-private-space',
    reason: null,
    account: '111122223333',
    region: 'us-east-1',
    partition: 'aws',
    domain_id: 'd-1',
    user_profile: 'ana',
    space: 'ana-lab',
    role_arn: 'arn:aws:iam::111122223333:role/DS-Ana',
    tag_propagation: 'DISABLED',
    tags: [
      { key: 'cost-center', value: 'CC-4711', source: 'user-profile' },
      { key: 'project', value: 'churn', source: 'user-profile' },
      { key: 'environment', value: 'dev', source: 'space' }
    ],
    overridden: [{ key: 'cost-center', value: 'CC-4700', source: 'domain' }],
    missing: [],
    invalid: [],
    unknown: [],
    notebook_instance: null,
    display_name: null,
    bundle: null,
    ...changes
  };
}

export function policy(changes: Partial<IPolicyView> = {}): IPolicyView {
  const none = {
    values: null,
    pattern: null,
    default: null,
    required_for: null,
    wildcards: null
  };
  return {
    state: 'policy',
    mode: 'warn',
    keys: [
      {
        ...none,
        key: 'cost-center',
        required: true,
        protected: false,
        values: [
          ['CC-4711', 'Retail ML'],
          ['CC-4802', 'Logistics ML']
        ].map(([value = '', label = '']) => ({ value, label }))
      },
      {
        ...none,
        key: 'environment',
        required: true,
        protected: false,
        default: 'dev',
        values: ['dev', 'staging', 'prod'].map(value => ({
          value,
          label: null
        }))
      },
      {
        ...none,
        key: 'project',
        required: true,
        protected: false,
        pattern: '[a-z][a-z0-9-]{2,40}'
      },
      { ...none, key: 'team', required: false, protected: true }
    ],
    bundles: [
      {
        name: 'churn',
        tags: { 'cost-center': 'CC-4711', project: 'churn', environment: 'dev' }
      },
      {
        name: 'ranking',
        tags: {
          'cost-center': 'CC-4711',
          project: 'ranking',
          environment: 'staging'
        }
      }
    ],
    sources: ['/etc/jupyter/cost-tags.yaml'],
    problem: null,
    organisation: { state: 'not-asked', as_of: null, problem: null },
    ...changes
  };
}

export const NO_POLICY = policy({ state: 'none', keys: [], bundles: [] });

export function job(
  name: string,
  changes: Partial<IScannedResource> = {}
): IScannedResource {
  return {
    id: `id-${name}`,
    arn: `arn:aws:sagemaker:us-east-1:111122223333:training-job/${name}`,
    kind: 'training-job',
    noun: 'training job',
    name,
    status: 'InProgress',
    created: '2026-11-21T10:00:00Z',
    state: 'compliant',
    tags: { 'cost-center': 'CC-4711', project: 'churn', environment: 'dev' },
    missing: [],
    invalid: [],
    billing_effect: 'from-now',
    on_the_bill: 'accrues',
    reason: null,
    ...changes
  };
}

/** A running job without a project. */
export function untagged(
  name = 'train-1',
  changes: Partial<IScannedResource> = {}
): IScannedResource {
  return job(name, {
    state: 'non-compliant',
    missing: ['project'],
    tags: { 'cost-center': 'CC-4711', environment: 'dev' },
    ...changes
  });
}

/** An ended job without an environment. */
export function ended(name = 'proc-1'): IScannedResource {
  return untagged(name, {
    kind: 'processing-job',
    status: 'Completed',
    missing: ['environment'],
    billing_effect: 'none',
    on_the_bill: 'ended',
    tags: { 'cost-center': 'CC-4711', project: 'churn' }
  });
}

export function scan(
  resources: readonly IScannedResource[] = [],
  changes: Partial<IScan> = {}
): IScan {
  return {
    as_of: AS_OF,
    complete: true,
    aws_calls: { 'sagemaker:Search': 2 },
    resources,
    scope: 'mine',
    since: '2026-10-24T09:14:00Z',
    read_since: null,
    problems: [],
    ...changes
  };
}

export function spend(changes: Partial<ISpend> = {}): ISpend {
  return {
    state: 'ok',
    source: 'cost-explorer',
    month: '2026-11',
    currency: 'USD',
    month_to_date: '212.40',
    through: '2026-11-22',
    estimated: true,
    previous_month: '241.40',
    whose: 'user-profile',
    whose_name: 'ana',
    forecast: null,
    forecast_reason: null,
    untagged: '31.10',
    untagged_keys: ['project'],
    excluded: { Credit: '-3.50', Tax: '4.20' },
    by: 'tag:project',
    groups_note: null,
    bytes_scanned: null,
    groups: [
      { key: 'churn', amount: '148.20', estimated: false },
      { key: 'ranking', amount: '33.10', estimated: false },
      { key: null, amount: '31.10', estimated: false }
    ],
    days: [
      { day: '2026-11-01', amount: '0.00' },
      { day: '2026-11-02', amount: '12.40' },
      { day: '2026-11-03', amount: '200.00' }
    ],
    since_last_bill: null,
    as_of: AS_OF,
    requests: 2,
    request_cost: '0.02',
    tag_key: null,
    activated: null,
    problem: null,
    ...changes
  };
}

/** A month without an amount, for one of the states. */
export function noSpend(
  state: ISpend['state'],
  changes: Partial<ISpend> = {}
): ISpend {
  return spend({
    state,
    currency: null,
    month_to_date: null,
    through: null,
    estimated: null,
    previous_month: null,
    untagged: null,
    untagged_keys: [],
    excluded: {},
    groups: [],
    days: [],
    ...changes
  });
}

export function status(changes: Partial<IStatus> = {}): IStatus {
  return {
    version: '0.1.0',
    demo: false,
    clock_fixed: null,
    meter: {
      requests_today: 0,
      daily_cap: 4,
      price_per_request: '0.01',
      spend_enabled: true
    },
    problem: null,
    ...changes
  };
}

export function change(
  resource: IScannedResource,
  add: Record<string, string>,
  changes: Partial<IChange> = {}
): IChange {
  return {
    arn: resource.arn,
    id: resource.id,
    kind: resource.kind,
    name: resource.name,
    current: resource.tags,
    add,
    overwrite: {},
    remove: [],
    billing_effect: resource.billing_effect,
    on_the_bill: resource.on_the_bill,
    sources: {},
    left: [],
    ...changes
  };
}

export function result(
  resource: IScannedResource,
  outcome: IFixResult['outcome'] = 'applied',
  changes: Partial<IFixResult> = {}
): IFixResult {
  return {
    arn: resource.arn,
    id: resource.id,
    name: resource.name,
    outcome,
    reason: null,
    iam_action: null,
    billing_effect: null,
    ...changes
  };
}

export function section<T>(
  value: T | null,
  changes: Partial<ISection<T>> = {}
): ISection<T> {
  return {
    value,
    as_of: value === null ? null : AS_OF,
    stale: value === null,
    refreshing: false,
    problem: null,
    ...changes
  };
}

export function ready<T>(value: T, asOf: string | null = AS_OF): State<T> {
  return { kind: 'ready', value, asOf, stale: false, refreshing: false };
}

export function failed<T>(failure: Failure, last: T | null = null): State<T> {
  const asOf = last === null ? null : AS_OF;
  return {
    kind: 'failed',
    failure,
    last,
    asOf,
    stale: true,
    refreshing: false
  };
}

export function told(changes: Partial<IProblem> = {}): Failure {
  return { kind: 'problem', problem: problem(changes) };
}

export function snapshot(changes: Partial<ISnapshot> = {}): ISnapshot {
  const spent = ready(spend());
  return {
    status: ready(status(), null),
    policy: ready(policy(), null),
    whoami: ready(whoami()),
    scan: ready(scan([untagged(), job('done-1')])),
    guard: ready(guard(), null),
    spend: spent,
    by: null,
    grouped: spent,
    jobs: LOADING,
    running: ready(running()),
    stops: new Map(),
    budgets: ready(budgets([])),
    anomalies: LOADING,
    rows: new Map(),
    ...changes
  };
}

export const EMPTY = LOADING;
