// Which budget the month is held against: one that counts the very same costs.
import type { IBudget, IBudgets, ISpend } from './types';

/** The monthly budget of costs with one condition, which is the month's own; null without one. */
export function budgetOf(
  budgets: IBudgets | null,
  spend: ISpend
): IBudget | null {
  return (
    budgets?.budgets.find(
      one =>
        one.type === 'COST' &&
        one.period === 'MONTHLY' &&
        one.limit !== null &&
        one.currency === spend.currency &&
        countsTheSame(one, spend)
    ) ?? null
  );
}

function countsTheSame(budget: IBudget, spend: ISpend): boolean {
  const [filter, ...more] = budget.filters ?? [];
  if (!filter || more.length > 0 || filter.kind !== 'tag' || filter.excluded) {
    return false;
  }
  return budget.matches.some(({ mark, key, value }) =>
    spend.whose === 'tag'
      ? mark === 'tag' &&
        filter.values.length === 1 &&
        `${key}=${value}` === spend.whose_name
      : mark === spend.whose && !budget.counts_others
  );
}
