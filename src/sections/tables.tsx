// What stands behind the charts of the month, loaded when it is asked for: tables, and what changed.
import * as React from 'react';
import { longDay, money, share, signedMoney } from '../format';
import { Figure } from '../parts/money';
import { useSurroundings } from '../surroundings';
import type { ISpend, ISpendChange, ISpendGroup } from '../types';
import type { IChangesProps } from './changes';
import { estimateOf } from './days';
import { GroupName } from './groupname';
import { wayName } from './tabs';

export interface IGroupsProps {
  value: ISpend;
  groups: readonly ISpendGroup[];
  labels: ReadonlyMap<string, string>;
}

export function DaysTable({ spend }: { spend: ISpend }): React.JSX.Element {
  const { trans, today, locale } = useSurroundings();
  const estimate = estimateOf(spend, today);
  return (
    <div
      className="jp-CostTags-days jp-mod-table"
      role="region"
      aria-label={trans.__('Billed per day (UTC)')}
      tabIndex={0}
    >
      <table className="jp-CostTags-table">
        <caption className="jp-CostTags-hidden">
          {trans.__('Billed per day (UTC)')}
        </caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Day (UTC)')}</th>
            <th scope="col" className="jp-CostTags-num">
              {trans.__('Billed')}
            </th>
          </tr>
        </thead>
        <tbody>
          {spend.days.map(({ day: date, amount }) => (
            <tr key={date}>
              <td>{longDay(date, locale)}</td>
              <td className="jp-CostTags-num">
                {money(amount, spend.currency, locale)}
              </td>
            </tr>
          ))}
          {estimate !== null && (
            <tr>
              <td>{trans.__('%1 (estimate)', longDay(today, locale))}</td>
              <td className="jp-CostTags-num">
                <Figure amount={estimate} currency={spend.currency} estimate />
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

export function GroupsTable({
  value,
  groups,
  labels
}: IGroupsProps): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const way = wayName(trans, value.by ?? '');
  return (
    <table className="jp-CostTags-table">
      <caption className="jp-CostTags-hidden">
        {trans.__('This month by %1', way)}
      </caption>
      <thead>
        <tr>
          <th scope="col">{way}</th>
          <th scope="col" className="jp-CostTags-num">
            {value.by === 'job' ? trans.__('Cost') : trans.__('Billed')}
          </th>
          <th scope="col" className="jp-CostTags-num">
            {trans.__('Share')}
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map(group => (
          <tr key={group.key ?? '\n'}>
            <td>
              <GroupName group={group} by={value.by} labels={labels} />
            </td>
            <td className="jp-CostTags-num">
              <Figure
                amount={group.amount}
                currency={value.currency}
                estimate={group.estimated}
              />
            </td>
            <td className="jp-CostTags-num">
              {share(group.amount, value.month_to_date ?? '', locale)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function ChangeList(props: IChangesProps): React.JSX.Element {
  return (
    <ul>
      {(props.spend.changes ?? []).map(change => (
        <ChangeRow key={change.key ?? '\n'} {...props} change={change} />
      ))}
    </ul>
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
