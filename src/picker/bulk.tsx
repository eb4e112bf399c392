// The preview for many: what a fix does to the bill, then every change with a box to leave it out.
import * as React from 'react';
import { Icon } from '../icons';
import { Button, Name } from '../parts/basics';
import { Check } from '../parts/check';
import { Trouble } from '../parts/trouble';
import { own } from '../record';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IChange } from '../types';
import { effectName, effectShape, kindName, originName } from '../words';
import { After, differences, type IDifference } from './preview';
import { Summary } from './summary';
import { isChange } from './usechoice';
import type { Planned } from './useplan';

const FIRST_ROWS = 50;
const MORE_ROWS = 250;

export interface IBulkProps {
  planned: Planned;
  /** My own tags: each says which layer it is from. */
  mine: boolean;
  changes: readonly IChange[];
  left: ReadonlySet<string>;
  /** Without it nothing can be left out. */
  onLeave?: (ids: readonly string[], leave: boolean) => void;
  onRetry: () => void;
}

export function BulkPreview(props: IBulkProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { planned } = props;
  const changes = props.changes.filter(isChange);
  return (
    <div
      className="jp-CostTags-bulk"
      aria-busy={planned.kind === 'asking'}
      aria-live="polite"
    >
      {planned.kind === 'failed' && (
        <Trouble
          failure={planned.failure}
          whoami={null}
          onRetry={props.onRetry}
        />
      )}
      {planned.kind === 'asking' && props.changes.length === 0 && (
        <p className="jp-CostTags-small jp-CostTags-muted">
          {trans.__('Reading their tags…')}
        </p>
      )}
      {props.changes.length > 0 && <Summary {...props} />}
      {changes.length > 0 && <Changes {...props} changes={changes} />}
    </div>
  );
}

function Changes(props: IBulkProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const [most, setMost] = React.useState(FIRST_ROWS);
  const { changes, left, onLeave } = props;
  const some = changes.some(change => left.has(change.id));
  const none = changes.every(change => left.has(change.id));
  const more = changes.length - most;
  return (
    <div
      className="jp-CostTags-scroll"
      tabIndex={0}
      role="region"
      aria-label={trans.__('Changes')}
    >
      <table className="jp-CostTags-table">
        <thead>
          <tr>
            {onLeave && (
              <th scope="col">
                <Check
                  label={trans.__('All')}
                  checked={!some}
                  some={some && !none}
                  onChange={checked =>
                    onLeave(
                      changes.map(change => change.id),
                      !checked
                    )
                  }
                />
              </th>
            )}
            <th scope="col">{trans.__('Resource')}</th>
            <th scope="col">{trans.__('Key')}</th>
            <th scope="col">{trans.__('Now')}</th>
            <th scope="col">{trans.__('New')}</th>
            <th scope="col">{trans.__('Billing')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.slice(0, most).map(change => (
            <ChangeRows
              key={change.id}
              change={change}
              mine={props.mine}
              out={left.has(change.id)}
              onLeave={onLeave && (leave => onLeave([change.id], leave))}
            />
          ))}
        </tbody>
      </table>
      {more > 0 && (
        <Button kind="quiet" onClick={() => setMost(most + MORE_ROWS)}>
          {trans._n('%1 more', '%1 more', more)}
        </Button>
      )}
    </div>
  );
}

function ChangeRows(props: {
  change: IChange;
  mine: boolean;
  out: boolean;
  onLeave: ((leave: boolean) => void) | undefined;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { change, mine, onLeave } = props;
  const rows = differences(change).filter(one => one.before !== one.after);
  const height = Math.max(rows.length, 1);
  const [first, ...others] = rows;
  const className = props.out ? 'jp-mod-out' : undefined;
  return (
    <>
      <tr className={className}>
        {onLeave && (
          <td rowSpan={height}>
            <Check
              label={visible(change.name)}
              checked={!props.out}
              onChange={checked => onLeave(!checked)}
            />
          </td>
        )}
        <td rowSpan={height}>
          <Name text={change.name} />{' '}
          <span className="jp-CostTags-muted">
            {kindName(trans, change.kind)}
          </span>
        </td>
        {first && <Cells difference={first} change={change} mine={mine} />}
        <td rowSpan={height}>
          <Effect change={change} />
        </td>
      </tr>
      {others.map(row => (
        <tr key={row.key} className={className}>
          <Cells difference={row} change={change} mine={mine} />
        </tr>
      ))}
    </>
  );
}

/** Key, now and new; a value that is replaced has a triangle. */
function Cells(props: {
  difference: IDifference;
  change: IChange;
  mine: boolean;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { difference, change } = props;
  const source = props.mine ? own(change.sources, difference.key) : undefined;
  return (
    <>
      <td>
        <Name text={difference.key} />
      </td>
      <td className="jp-CostTags-muted">
        {difference.before === null ? (
          trans.__('not set')
        ) : (
          <span className="jp-CostTags-state">
            <Icon shape="warn" tone="warn" />
            <Name text={difference.before} />
          </span>
        )}
      </td>
      <td>
        <After text={difference.after} />
        {source && (
          <span className="jp-CostTags-muted">
            {' '}
            {originName(trans, source)}
          </span>
        )}
      </td>
    </>
  );
}

function Effect({ change }: { change: IChange }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <span className="jp-CostTags-state jp-CostTags-nowrap">
      <Icon shape={effectShape(change)} />
      {effectName(trans, change) ?? trans.__('unknown')}
    </span>
  );
}
