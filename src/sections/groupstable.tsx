// The groups of the month as a table.
import * as React from 'react';
import { share } from '../format';
import { Figure } from '../parts/money';
import { useSurroundings } from '../surroundings';
import type { ISpend, ISpendGroup } from '../types';
import { GroupName } from './groupname';
import { wayName } from './tabs';

export interface IGroupsProps {
  value: ISpend;
  groups: readonly ISpendGroup[];
  labels: ReadonlyMap<string, string>;
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
