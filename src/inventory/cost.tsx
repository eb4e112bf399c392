// What a resource costs, in a cell or a line: billed, about, by the hour, or why that isn't known.
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { money } from '../format';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { Cost } from './usecosts';

/** The text of a cost; an estimate is led by `~`. Null where there is no figure. */
export function costText(
  trans: TranslationBundle,
  cost: Cost | undefined,
  locale?: string
): string | null {
  if (cost === undefined || typeof cost === 'string') {
    return null;
  }
  const { amount, per_hour: hourly, currency } = cost;
  if (amount !== null) {
    return `${cost.estimated ? '~' : ''}${money(amount, currency, locale)}`;
  }
  return hourly === null
    ? null
    : trans.__('~%1/h', money(hourly, currency, locale));
}

/** How it was made, or why there is none. */
export function costReason(
  trans: TranslationBundle,
  cost: Cost | undefined
): string {
  switch (cost) {
    case undefined:
    case 'asking':
      return trans.__('Reading what it cost…');
    case 'failed':
      return trans.__('What it cost could not be read.');
    default:
      return visible(cost.reason);
  }
}

function isEstimate(cost: Cost | undefined): boolean {
  return typeof cost === 'object' && cost.estimated;
}

export function CostCell({
  cost
}: {
  cost: Cost | undefined;
}): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const text = costText(trans, cost, locale);
  const reason = costReason(trans, cost);
  return (
    <span
      role="gridcell"
      className="jp-CostTags-line-cost"
      title={reason}
      aria-busy={cost === 'asking'}
    >
      {text !== null ? (
        <span className={isEstimate(cost) ? 'jp-CostTags-estimate' : undefined}>
          {text}
        </span>
      ) : (
        <>
          <span aria-hidden="true" className="jp-CostTags-muted">
            {cost === undefined || cost === 'asking' ? '…' : '–'}
          </span>
          <span className="jp-CostTags-hidden">{reason}</span>
        </>
      )}
    </span>
  );
}
