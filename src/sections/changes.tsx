// What drives the change against the month before, up to the same day; the largest change first.
import * as React from 'react';
import { dayBefore, money, monthName, signedMoney } from '../format';
import { Button } from '../parts/basics';
import { useSurroundings } from '../surroundings';
import type { ISpend, ISpendChange } from '../types';
import { GroupName } from './groupname';
import { comparedDay } from './month';

export interface IChangesProps {
  spend: ISpend;
  labels: ReadonlyMap<string, string>;
}

/** Nothing without a month before, or where nothing changed. */
export function Changes(props: IChangesProps): React.JSX.Element | null {
  const { trans, locale } = useSurroundings();
  const [open, setOpen] = React.useState(false);
  const { spend } = props;
  const changes = spend.changes ?? [];
  if (changes.length === 0) {
    return null;
  }
  return (
    <div className="jp-CostTags-changes jp-CostTags-small">
      <Button kind="quiet" expanded={open} onClick={() => setOpen(!open)}>
        {trans.__(
          'What changed since %1',
          monthName(dayBefore(comparedDay(spend)).slice(0, 7), locale)
        )}
      </Button>
      {open && (
        <ul>
          {changes.map(change => (
            <ChangeRow key={change.key ?? '\n'} {...props} change={change} />
          ))}
        </ul>
      )}
    </div>
  );
}

function ChangeRow(
  props: IChangesProps & { change: ISpendChange }
): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const { spend, change } = props;
  const shown = (amount: string) => money(amount, spend.currency, locale);
  return (
    <li>
      <GroupName group={change} by={spend.by} labels={props.labels} />
      <span className="jp-CostTags-muted jp-CostTags-num">
        {trans.__('%1 → %2', shown(change.previous), shown(change.amount))}
      </span>
      <span className="jp-CostTags-num">
        {signedMoney(change.change, spend.currency, locale)}
      </span>
    </li>
  );
}
