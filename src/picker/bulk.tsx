// The preview for many jobs: counts, then every change with a box to leave it out.
import * as React from 'react';
import { Icon } from '../icons';
import { Name } from '../parts/basics';
import { Trouble } from '../parts/trouble';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IChange } from '../types';
import { kindName } from '../words';
import { differences, type IDifference } from './preview';
import type { Planned } from './useplan';

export function BulkPreview(props: {
  planned: Planned;
  changes: readonly IChange[];
  left: ReadonlySet<string>;
  onLeave: (ids: readonly string[], leave: boolean) => void;
  onRetry: () => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { planned, changes, left } = props;
  const included = changes.filter(change => !left.has(change.id));
  const accruing = included.filter(one => one.billing_effect === 'from-now');
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
      {planned.kind === 'asking' && changes.length === 0 && (
        <p className="jp-CostTags-small jp-CostTags-muted">
          {trans.__('Reading the jobs’ tags…')}
        </p>
      )}
      {changes.length > 0 && (
        <>
          <ul className="jp-CostTags-summary">
            <li>
              <Icon shape="running" />
              {trans.__('%1 running: count from now', String(accruing.length))}
            </li>
            <li>
              <Icon shape="ended" />
              {trans.__(
                '%1 ended: history only',
                String(included.length - accruing.length)
              )}
            </li>
            {included.length < changes.length && (
              <li>
                <Icon shape="block" />
                {trans.__(
                  '%1 left out',
                  String(changes.length - included.length)
                )}
              </li>
            )}
          </ul>
          <Changes {...props} />
        </>
      )}
    </div>
  );
}

function Changes(props: {
  changes: readonly IChange[];
  left: ReadonlySet<string>;
  onLeave: (ids: readonly string[], leave: boolean) => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { changes, left } = props;
  const some = changes.some(change => left.has(change.id));
  const none = changes.every(change => left.has(change.id));
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
            <th scope="col">
              <Check
                label={trans.__('All')}
                checked={!some}
                some={some && !none}
                onChange={checked =>
                  props.onLeave(
                    changes.map(change => change.id),
                    !checked
                  )
                }
              />
            </th>
            <th scope="col">{trans.__('Job')}</th>
            <th scope="col">{trans.__('Key')}</th>
            <th scope="col">{trans.__('Now')}</th>
            <th scope="col">{trans.__('New')}</th>
            <th scope="col">{trans.__('Billing')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map(change => (
            <ChangeRows
              key={change.id}
              change={change}
              out={left.has(change.id)}
              onLeave={leave => props.onLeave([change.id], leave)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ChangeRows(props: {
  change: IChange;
  out: boolean;
  onLeave: (leave: boolean) => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { change } = props;
  const rows = differences(change).filter(one => one.before !== one.after);
  const height = Math.max(rows.length, 1);
  const [first = null, ...others] = rows;
  const className = props.out ? 'jp-mod-out' : undefined;
  return (
    <>
      <tr className={className}>
        <td rowSpan={height}>
          <Check
            label={visible(change.name)}
            checked={!props.out}
            onChange={checked => props.onLeave(!checked)}
          />
        </td>
        <td rowSpan={height}>
          <Name text={change.name} />{' '}
          <span className="jp-CostTags-muted">
            {kindName(trans, change.kind)}
          </span>
        </td>
        <Cells difference={first} />
        <td rowSpan={height}>
          <Effect change={change} />
        </td>
      </tr>
      {others.map(row => (
        <tr key={row.key} className={className}>
          <Cells difference={row} />
        </tr>
      ))}
    </>
  );
}

/** Key, now and new; a value that is replaced has a triangle. */
function Cells(props: { difference: IDifference | null }): React.JSX.Element {
  const { trans } = useSurroundings();
  const { difference } = props;
  if (!difference) {
    return <td colSpan={3}>{trans.__('nothing to change')}</td>;
  }
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
      <td className="jp-CostTags-strong">
        <Name text={difference.after} />
      </td>
    </>
  );
}

function Effect({ change }: { change: IChange }): React.JSX.Element {
  const { trans } = useSurroundings();
  const accrues = change.billing_effect === 'from-now';
  return (
    <span className="jp-CostTags-state jp-CostTags-nowrap">
      <Icon shape={accrues ? 'running' : 'ended'} />
      {accrues ? trans.__('from now') : trans.__('history only')}
    </span>
  );
}

function Check(props: {
  label: string;
  checked: boolean;
  some?: boolean;
  onChange: (checked: boolean) => void;
}): React.JSX.Element {
  const box = React.useRef<HTMLInputElement>(null);
  React.useEffect(() => {
    if (box.current) {
      box.current.indeterminate = props.some ?? false;
    }
  }, [props.some]);
  return (
    <input
      ref={box}
      type="checkbox"
      className="jp-CostTags-check"
      aria-label={props.label}
      checked={props.checked}
      onChange={event => props.onChange(event.target.checked)}
    />
  );
}
