// What would change, and what that does to the bill, before anything is written.
import * as React from 'react';
import { Icon } from '../icons';
import { Name } from '../parts/basics';
import { Trouble } from '../parts/trouble';
import { useSurroundings } from '../surroundings';
import type { IChange } from '../types';
import { effectShape, effectText } from '../words';
import { planOf, type Planned } from './useplan';
import { own } from '../record';

/** The preview for one job: key, now, then; and what stays. */
export function Preview(props: {
  planned: Planned;
  onRetry: () => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { planned } = props;
  const plan = planOf(planned);
  const change = plan?.changes[0];
  return (
    <div
      className="jp-CostTags-preview"
      aria-live="polite"
      aria-busy={planned.kind === 'asking'}
    >
      {planned.kind === 'failed' && (
        <Trouble
          failure={planned.failure}
          whoami={null}
          onRetry={props.onRetry}
        />
      )}
      {planned.kind === 'none' && (
        <p className="jp-CostTags-small jp-CostTags-muted">
          {trans.__('Nothing to write yet.')}
        </p>
      )}
      {planned.kind === 'asking' && !change && (
        <p className="jp-CostTags-small jp-CostTags-muted">
          {trans.__('Reading its tags…')}
        </p>
      )}
      {change && (
        <>
          <Diff change={change} />
          <Verdict change={change} />
        </>
      )}
    </div>
  );
}

function Diff({ change }: { change: IChange }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <table className="jp-CostTags-diff">
      <caption className="jp-CostTags-hidden">{trans.__('Changes')}</caption>
      <tbody>
        {differences(change).map(({ key, before, after }) => (
          <tr key={key}>
            <th scope="row">
              <Name text={key} />
            </th>
            <td>
              {before === null ? trans.__('not set') : <Name text={before} />}
              {after === before && ` ${trans.__('stays')}`}
            </td>
            <td>
              {after !== before && (
                <>
                  <Icon shape="arrow" />
                  <span className="jp-CostTags-hidden">
                    {trans.__('becomes')}
                  </span>
                </>
              )}
            </td>
            <td className="jp-CostTags-strong">
              {after !== before && <After text={after} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export interface IDifference {
  readonly key: string;
  readonly before: string | null;
  /** Null: the key goes. */
  readonly after: string | null;
}

/** What changes, first; then what stays as it is. */
export function differences(change: IChange): readonly IDifference[] {
  const written = { ...change.add, ...change.overwrite };
  const changed = Object.entries(written).map(([key, after]) => ({
    key,
    before: own(change.current, key) ?? null,
    after
  }));
  const removed = change.remove.map(key => ({
    key,
    before: own(change.current, key) ?? null,
    after: null
  }));
  const kept = Object.entries(change.current)
    .filter(
      ([key]) => own(written, key) === undefined && !change.remove.includes(key)
    )
    .map(([key, value]) => ({ key, before: value, after: value }));
  return [...changed, ...removed, ...kept];
}

/** The value to come; said when the key goes. */
export function After({ text }: { text: string | null }): React.JSX.Element {
  const { trans } = useSurroundings();
  return text === null ? (
    <>{trans.__('removed')}</>
  ) : (
    <Name className="jp-CostTags-strong" text={text} />
  );
}

function Verdict({ change }: { change: IChange }): React.JSX.Element {
  const { trans } = useSurroundings();
  const nothing =
    Object.keys(change.add).length + Object.keys(change.overwrite).length === 0;
  return (
    <p className="jp-CostTags-verdict">
      <Icon shape={nothing ? 'ok' : effectShape(change)} />
      <span>
        {nothing
          ? trans.__('Nothing to change: it has these tags.')
          : effectText(trans, change)}
      </span>
    </p>
  );
}
