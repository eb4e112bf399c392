// The month by tag, service or usage type: bars with their amounts, or a table.
import * as React from 'react';
import { day, extent, isZero, money, share } from '../format';
import { Button, Name } from '../parts/basics';
import { Trouble } from '../parts/trouble';
import { valueOf, type State } from '../resource';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IPolicyView, ISpend, ISpendGroup } from '../types';
import { ruleOf } from './judged';
import { Tabs, wayName, waysOf } from './tabs';

const FIRST_GROUPS = 6;

export interface IBreakdownProps {
  spend: ISpend;
  by: string | null;
  grouped: State<ISpend>;
  policy: IPolicyView | null;
  price: string;
  table: boolean;
  tableButton: React.JSX.Element;
  onGroup: (by: string) => void;
  onRefresh: () => void;
}

export function Breakdown(props: IBreakdownProps): React.JSX.Element {
  const id = React.useId();
  const chosen = props.by ?? props.spend.by ?? 'service';
  const ways = waysOf(props.policy, props.spend.by, chosen);
  const value = valueOf(props.grouped) ?? props.spend;
  return (
    <div className="jp-CostTags-breakdown">
      <div className="jp-CostTags-tabs">
        <Tabs id={id} ways={ways} chosen={chosen} onGroup={props.onGroup} />
        {props.tableButton}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${ways.indexOf(chosen)}`}
      >
        {value.by === chosen ? (
          <Groups {...props} value={value} />
        ) : (
          <NotRead {...props} />
        )}
      </div>
    </div>
  );
}

/** Grouped this way it was not asked for yet; asking costs. */
function NotRead(props: IBreakdownProps): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const { grouped } = props;
  return (
    <>
      {grouped.kind === 'failed' && (
        <Trouble failure={grouped.failure} whoami={null} />
      )}
      <p className="jp-CostTags-groups jp-CostTags-small jp-CostTags-muted">
        {trans.__('Not read this way yet.')}{' '}
        <Button
          kind="quiet"
          disabled={grouped.refreshing}
          onClick={props.onRefresh}
        >
          {trans.__(
            'Ask Cost Explorer (%1)',
            money(props.price, 'USD', locale)
          )}
        </Button>
      </p>
    </>
  );
}

function Groups(props: IBreakdownProps & { value: ISpend }): React.JSX.Element {
  const { trans } = useSurroundings();
  const [all, setAll] = React.useState(false);
  const { value } = props;
  const groups = value.groups.filter(group => !isZero(group.amount));
  const shown = all ? groups : groups.slice(0, FIRST_GROUPS);
  if (groups.length === 0) {
    return (
      <p className="jp-CostTags-groups jp-CostTags-small jp-CostTags-muted">
        {trans.__('Nothing to break down.')}
      </p>
    );
  }
  const labels = labelsOf(props.policy, value.by);
  return (
    <>
      {props.table ? (
        <GroupsTable {...props} groups={shown} labels={labels} />
      ) : (
        <Bars {...props} groups={shown} labels={labels} />
      )}
      {shown.length < groups.length && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {trans._n('%1 more', '%1 more', groups.length - shown.length)}
        </Button>
      )}
    </>
  );
}

interface IGroupsProps extends IBreakdownProps {
  value: ISpend;
  groups: readonly ISpendGroup[];
  labels: ReadonlyMap<string, string>;
}

function Bars({ value, groups, labels }: IGroupsProps): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const widest = Math.max(
    ...value.groups.map(group => extent(group.amount)),
    0
  );
  return (
    <ul className="jp-CostTags-groups">
      {groups.map(group => {
        const width = widest > 0 ? (extent(group.amount) / widest) * 100 : 0;
        const none = group.key === null;
        return (
          <li className="jp-CostTags-group" key={group.key ?? '\n'}>
            <GroupName group={group} labels={labels} />
            <svg aria-hidden="true">
              <rect
                className={
                  none ? 'jp-CostTags-hatch-muted' : 'jp-CostTags-fill'
                }
                width={`${width}%`}
                height="8"
                rx="1"
              />
            </svg>
            <span
              className="jp-CostTags-num"
              title={
                share(group.amount, value.month_to_date ?? '', locale) ??
                undefined
              }
            >
              {money(group.amount, value.currency, locale)}
            </span>
          </li>
        );
      })}
      {groups.length === 0 && <li>{trans.__('Nothing to break down.')}</li>}
    </ul>
  );
}

function GroupName(props: {
  group: ISpendGroup;
  labels: ReadonlyMap<string, string>;
}): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const { key } = props.group;
  if (key === null) {
    return <span className="jp-CostTags-clip">{trans.__('Not tagged')}</span>;
  }
  const label = props.labels.get(key);
  const text = /^\d{4}-\d\d-\d\d$/.test(key) ? day(key, locale) : key;
  return (
    <span
      className="jp-CostTags-clip"
      title={label ? `${visible(key)} · ${visible(label)}` : visible(key)}
    >
      <Name text={text} />
      {label && (
        <span className="jp-CostTags-muted jp-CostTags-only-wide">
          {' '}
          <Name text={label} />
        </span>
      )}
    </span>
  );
}

function GroupsTable({
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
            {trans.__('Billed')}
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
              <GroupName group={group} labels={labels} />
            </td>
            <td className="jp-CostTags-num">
              {money(group.amount, value.currency, locale)}
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

/** Friendly names of the values of the key that is grouped by. */
function labelsOf(
  policy: IPolicyView | null,
  by: string | null
): ReadonlyMap<string, string> {
  const rule = by?.startsWith('tag:') ? ruleOf(policy, by.slice(4)) : null;
  return new Map(
    (rule?.values ?? []).flatMap(({ value, label }) =>
      label === null ? [] : [[value, label] as const]
    )
  );
}
