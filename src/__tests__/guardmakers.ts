// Small makers of what the guard tells.
import type { IGuard, ILaunch } from '../types';

const AS_OF = '2026-11-23T09:14:00Z';

export function guard(changes: Partial<IGuard> = {}): IGuard {
  return {
    mode: 'warn',
    written: AS_OF,
    bundle: null,
    notebooks: [],
    kernels: [],
    launches: [],
    rates_as_of: null,
    problem: null,
    ...changes
  };
}

/** A training job that was launched without a project. */
export function launch(
  name = 'train-1',
  changes: Partial<ILaunch> = {}
): ILaunch {
  return {
    id: `launch-${name}`,
    batch: `batch-${name}`,
    at: AS_OF,
    operation: 'CreateTrainingJob',
    kind: 'training-job',
    name,
    outcome: 'sent',
    mode: 'warn',
    resent: false,
    added: [],
    missing: ['project'],
    invalid: [],
    near: [],
    ceiling: null,
    above_limit: false,
    notebook: 'work/churn.ipynb',
    kernel_id: 'kernel-1',
    cell_id: 'cell-1',
    verified: 'incomplete',
    note: null,
    ...changes
  };
}

/** What the guard displays for that launch. */
export function cardData(
  changes: Record<string, unknown> = {}
): Record<string, unknown> {
  return {
    version: 1,
    batch: 'batch-train-1',
    at: AS_OF,
    mode: 'warn',
    verdict: 'missing',
    resources: [
      {
        operation: 'CreateTrainingJob',
        kind: 'training-job',
        name: 'train-1',
        outcome: 'sent'
      }
    ],
    missing: [{ key: 'project', allowed: [], labels: {} }],
    added: [],
    invalid: [],
    near: [],
    steps: [],
    ceiling: {
      amount: '3.69',
      currency: 'USD',
      basis: '1 × ml.m5.4xlarge × 4 h',
      reason: null
    },
    above_limit: null,
    notebook: 'churn.ipynb',
    ...changes
  };
}
