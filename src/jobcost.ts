// What a resource cost this month, as far as that is known without asking.
import { valueOf, type State } from './resource';
import type { IRunning, IScannedResource, ISpend } from './types';

const BEFORE_TAIL = 5; // arn:aws:sagemaker:region:account:

/** An amount, and whether it is billed or an estimate. */
export interface ICost {
  readonly amount: string;
  readonly currency: string | null;
  readonly estimated: boolean;
}

/** Costs by the end of the ARN: `training-job/name`. */
export type JobCosts = ReadonlyMap<string, ICost>;

/** The month by job, where somebody asked for it; of the rest what runs now has accrued. */
export function jobCosts(
  jobs: State<ISpend>,
  running: State<IRunning>
): JobCosts {
  const costs = new Map<string, ICost>();
  const up = valueOf(running);
  up?.resources.forEach(({ arn, kind, accrued }) => {
    if (accrued !== null && kind.endsWith('-job')) {
      const { currency } = up;
      costs.set(tailOf(arn), { amount: accrued, currency, estimated: true });
    }
  });
  const spend = valueOf(jobs);
  if (spend?.by === 'job') {
    const { currency } = spend;
    spend.groups.forEach(({ key, amount, estimated }) => {
      if (key !== null) {
        costs.set(key, { amount, currency, estimated });
      }
    });
  }
  return costs;
}

/** What a resource cost this month; undefined where that isn't known. */
export function jobCost(
  costs: JobCosts | undefined,
  { arn }: Pick<IScannedResource, 'arn'>
): ICost | undefined {
  return costs?.get(tailOf(arn));
}

function tailOf(arn: string): string {
  return arn.split(':').slice(BEFORE_TAIL).join(':');
}
