// The month by tag, service, type, day or job: bars with their amounts, or a table.
import * as React from 'react';
import { extent, isZero, share } from '../format';
import { Button, Prose } from '../parts/basics';
import { Figure } from '../parts/money';
import { Trouble } from '../parts/trouble';
import { valueOf, type State } from '../resource';
import { useSurroundings } from '../surroundings';
import type { IPolicyView, ISpend, ISpendGroup, IWhoAmI } from '../types';
import { ruleOf } from './judged';
import { Changes } from './changes';
import { GroupName } from './groupname';
import type { IGroupsProps } from './tables';
import { spendSource } from './price';
import { MoreWays, Tabs, waysOf } from './tabs';

const GroupsTable = React.lazy(async () => ({
  default: (await import('../behind')).GroupsTable
}));

const FIRST_GROUPS = 6;

export interface IBreakdownProps {
  spend: ISpend;
  by: string | null;
  grouped: State<ISpend>;
  policy: IPolicyView | null;
  whoami: IWhoAmI | null;
  /** For people. */
  price: string;
  table: boolean;
  tableButton: React.JSX.Element;
  onGroup: (by: string) => void;
  onRefresh: () => void;
}

export function Breakdown(props: IBreakdownProps): React.JSX.Element {
  const id = React.useId();
  const chosen = props.by ?? props.spend.by ?? 'service';
  // The policy's own way keeps its tab, whatever was chosen since.
  const home = React.useRef(props.spend.by);
  if (props.by === null) {
    home.current = props.spend.by;
  }
  const { tabs, more } = waysOf(
    props.policy,
    props.whoami,
    home.current,
    chosen
  );
  const value = valueOf(props.grouped) ?? props.spend;
  const shown = chosen === 'day' ? byDay(value) : value;
  return (
    <div className="jp-CostTags-breakdown">
      <div className="jp-CostTags-tabs">
        <Tabs id={id} ways={tabs} chosen={chosen} onGroup={props.onGroup} />
        <MoreWays ways={more} onGroup={props.onGroup} />
        {props.tableButton}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${tabs.indexOf(chosen)}`}
      >
        {shown.by === chosen ? (
          <Groups {...props} value={shown} />
        ) : (
          <NotRead {...props} />
        )}
      </div>
    </div>
  );
}

/** Every view has the days, the newest first: nothing needs to be asked. */
function byDay(spend: ISpend): ISpend {
  const groups = spend.days.map(({ day: key, amount }) => ({
    key,
    amount,
    estimated: false
  }));
  groups.reverse();
  return { ...spend, by: 'day', groups, groups_note: null, changes: [] };
}

/** Grouped this way it was not asked for yet; asking costs. */
function NotRead(props: IBreakdownProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { grouped } = props;
  return (
    <>
      {grouped.kind === 'failed' && (
        <Trouble failure={grouped.failure} whoami={props.whoami} />
      )}
      <p className="jp-CostTags-groups jp-CostTags-small jp-CostTags-muted">
        {trans.__('Not read this way yet.')}{' '}
        <Button
          kind="quiet"
          disabled={grouped.refreshing}
          onClick={props.onRefresh}
        >
          {trans.__(
            'Ask %1 (%2)',
            spendSource(trans, props.spend.source),
            props.price
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
        <React.Suspense fallback={null}>
          <GroupsTable value={value} groups={shown} labels={labels} />
        </React.Suspense>
      ) : (
        <Bars value={value} groups={shown} labels={labels} />
      )}
      {shown.length < groups.length && (
        <Button kind="quiet" onClick={() => setAll(true)}>
          {trans._n('%1 more', '%1 more', groups.length - shown.length)}
        </Button>
      )}
      {value.groups_note && (
        <p className="jp-CostTags-small jp-CostTags-muted">
          <Prose text={value.groups_note} />
        </p>
      )}
      <Changes spend={value} labels={labels} />
    </>
  );
}

function Bars({ value, groups, labels }: IGroupsProps): React.JSX.Element {
  const { locale } = useSurroundings();
  const widest = Math.max(
    ...value.groups.map(group => extent(group.amount)),
    0
  );
  return (
    <ul className="jp-CostTags-groups">
      {groups.map(group => {
        const width = widest > 0 ? (extent(group.amount) / widest) * 100 : 0;
        return (
          <li className="jp-CostTags-group" key={group.key ?? '\n'}>
            <GroupName group={group} by={value.by} labels={labels} />
            <svg aria-hidden="true">
              <rect
                className={fillOf(group)}
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
              <Figure
                amount={group.amount}
                currency={value.currency}
                estimate={group.estimated}
              />
            </span>
          </li>
        );
      })}
    </ul>
  );
}

/** Solid is billed; hatched is an estimate; grey hatch is not tagged. */
function fillOf({ key, estimated }: ISpendGroup): string {
  if (key === null) {
    return 'jp-CostTags-hatch-muted';
  }
  return estimated ? 'jp-CostTags-hatch' : 'jp-CostTags-fill';
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
