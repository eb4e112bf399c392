// What asking for the month again costs, and whom it asks.
import type { TranslationBundle } from '@jupyterlab/translation';
import { isZero, rate } from '../format';
import { valueOf, type State } from '../resource';
import type { ISpend, IStatus } from '../types';

const FREE: ReadonlySet<ISpend['source']> = new Set([
  'snapshot',
  'cur-file',
  'budgets'
]);

/** The price for people: as the last time, else one request; "free" where it is a file. */
export function priceOf(
  spend: State<ISpend>,
  status: IStatus | null,
  trans: TranslationBundle,
  locale?: string
): string {
  const value = valueOf(spend);
  if (value && FREE.has(value.source)) {
    return trans.__('free');
  }
  const last = value?.request_cost;
  const price =
    last && !isZero(last) ? last : (status?.meter.price_per_request ?? '0.01');
  return rate(price, 'USD', locale);
}

/** Where numbers are from. */
export function spendSource(
  trans: TranslationBundle,
  source: ISpend['source']
): string {
  const names: Readonly<Record<ISpend['source'], string>> = {
    'cost-explorer': trans.__('Cost Explorer'),
    snapshot: trans.__('Snapshot'),
    athena: trans.__('Athena'),
    'cur-file': trans.__('Cost and Usage Report'),
    budgets: trans.__('Budgets')
  };
  return names[source];
}
