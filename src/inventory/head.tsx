// The table's head: names of the columns; a click sorts (the keyboard has "Sort" above).
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { Name } from '../parts/basics';
import { Check } from '../parts/check';
import { useSurroundings } from '../surroundings';
import type { IScannedResource } from '../types';
import type { Column, IOrder } from './rows';
import { allToggled, type ISelection } from './selection';

export interface IHeadProps {
  resources: readonly IScannedResource[];
  keys: readonly string[];
  selection: ISelection;
  order: IOrder;
  onSelect: (selection: ISelection) => void;
  onOrder: (order: IOrder) => void;
}

/** Whether a column begins with the newest or the dearest. */
export function mostFirst(by: Column): boolean {
  return by === 'created' || by === 'cost';
}

export function columnName(trans: TranslationBundle, column: Column): string {
  const names: Readonly<Record<Column, string>> = {
    name: trans.__('Name'),
    kind: trans.__('Kind'),
    state: trans.__('Tags'),
    status: trans.__('Status'),
    created: trans.__('Started (UTC)'),
    cost: trans.__('Cost')
  };
  return names[column];
}

export function Head(props: IHeadProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { resources, selection } = props;
  const ids = resources.map(one => one.id);
  const count = ids.filter(id => selection.chosen.has(id)).length;
  return (
    <div
      className="jp-CostTags-grid-head jp-CostTags-line"
      role="row"
      aria-rowindex={1}
    >
      <span role="columnheader">
        <Check
          label={trans.__('Choose all')}
          checked={count > 0 && count === ids.length}
          some={count > 0 && count < ids.length}
          tabIndex={-1}
          onChange={() => props.onSelect(allToggled(selection, ids))}
        />
      </span>
      <Sort {...props} by="name" />
      <Sort {...props} by="kind" />
      <Sort {...props} by="state" />
      {props.keys.map(key => (
        <span key={key} role="columnheader" className="jp-CostTags-line-key">
          <Name className="jp-CostTags-clip" text={key} />
        </span>
      ))}
      <Sort {...props} by="status" />
      <Sort {...props} by="created" />
      <Sort {...props} by="cost" />
    </div>
  );
}

function Sort(props: IHeadProps & { by: Column }): React.JSX.Element {
  const { trans } = useSurroundings();
  const { by, order } = props;
  const isOrder = order.by === by;
  const sort = isOrder
    ? order.descending
      ? 'descending'
      : 'ascending'
    : 'none';
  return (
    <span
      role="columnheader"
      aria-sort={sort}
      className={`jp-CostTags-line-${by}`}
    >
      <button
        type="button"
        tabIndex={-1}
        className="jp-CostTags-sort"
        onClick={() =>
          props.onOrder({
            by,
            descending: isOrder ? !order.descending : mostFirst(by)
          })
        }
      >
        {columnName(trans, by)}
        {isOrder && (
          <span aria-hidden="true">{order.descending ? ' ↓' : ' ↑'}</span>
        )}
      </button>
    </span>
  );
}
