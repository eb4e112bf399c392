// What asking Cost Explorer again costs.
import { isZero } from '../format';
import { valueOf, type State } from '../resource';
import type { ISpend, IStatus } from '../types';

/** The price in USD: as the last time, else one request. */
export function priceOf(spend: State<ISpend>, status: IStatus | null): string {
  const last = valueOf(spend)?.request_cost;
  return last && !isZero(last)
    ? last
    : (status?.meter.price_per_request ?? '0.01');
}
