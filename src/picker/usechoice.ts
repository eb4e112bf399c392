// What is chosen in the picker so far, and the plan that comes of it.
import * as React from 'react';
import { effective } from '../sections/who';
import type {
  IChange,
  IPlan,
  IPolicyView,
  IScannedResource,
  IWhoAmI,
  Tags
} from '../types';
import { keysToChoose, offers, setOf, startValue, type Way } from './choice';
import { planOf, usePlan } from './useplan';

export const MOST_AT_ONCE = 5000; // as the server's plan

/** What the picker is about. */
export interface IChoiceOptions {
  job: IScannedResource | null;
  untagged: readonly IScannedResource[];
  /** Without a question: my own tags, only what is missing or not allowed. */
  mine?: boolean;
  policy: IPolicyView | null;
  whoami: IWhoAmI | null;
  onPlan: (ids: readonly string[], set: Tags) => Promise<IPlan>;
}

export function useChoice(props: IChoiceOptions) {
  const { job, untagged, policy, whoami } = props;
  const listed = React.useMemo(() => offers(policy, whoami), [policy, whoami]);
  const [all, setAll] = React.useState(job === null);
  const [asks, setAsks] = React.useState(!props.mine);
  const [way, setWay] = React.useState<Way>(
    props.mine ? { kind: 'mine' } : firstWay(listed)
  );
  const [chosen, setChosen] = React.useState<Tags>({});
  const [left, setLeft] = React.useState<ReadonlySet<string>>(new Set());
  const [seen, setSeen] = React.useState<readonly IChange[]>([]);
  const [tries, setTries] = React.useState(0);
  const targets = all || !job ? untagged.slice(0, MOST_AT_ONCE) : [job];
  const mine = effective(whoami);
  const values = {
    ...Object.fromEntries(
      keysToChoose(targets, policy).map(key => [
        key,
        startValue(targets, key, policy, mine)
      ])
    ),
    ...chosen
  };
  const takesMine = way.kind === 'mine' && (!asks || targets.length > 1);
  const set = takesMine ? SERVERS_CHOICE : tagsOf(way, listed, values, policy);
  const ids = targets.map(one => one.id).filter(id => !left.has(id));
  const planned = usePlan(ids, set, props.onPlan, tries);
  const plan = planOf(planned);
  // What was left out keeps its row, as it was planned before.
  React.useEffect(() => {
    if (plan) {
      setSeen(before => merged(before, plan.changes));
    }
  }, [plan]);
  const targetIds = new Set(targets.map(one => one.id));
  return {
    offers: listed,
    asks,
    /** Let other tags be chosen. */
    ask: () => {
      setAsks(true);
      setWay(firstWay(listed));
    },
    all,
    setAll,
    way,
    setWay,
    values,
    choose: (key: string, value: string) =>
      setChosen(before => ({ ...before, [key]: value })),
    targets,
    set,
    planned,
    plan,
    changing: (plan?.changes ?? []).filter(isChange).length,
    changes: seen.filter(change => targetIds.has(change.id)),
    left,
    leave: (which: readonly string[], leave: boolean) =>
      setLeft(before => toggled(before, which, leave)),
    retry: () => setTries(tries + 1)
  };
}

/** Without tags the server takes mine, and tells which layer each is from. */
const SERVERS_CHOICE: Tags = {};

function firstWay(listed: ReturnType<typeof offers>): Way {
  return listed[0]?.way ?? { kind: 'keys' };
}

function tagsOf(
  way: Way,
  listed: ReturnType<typeof offers>,
  values: Tags,
  policy: IPolicyView | null
): Tags | null {
  if (way.kind === 'keys') {
    return setOf(values, policy);
  }
  const offer = listed.find(
    one =>
      one.way.kind === way.kind &&
      (one.way.kind !== 'bundle' ||
        way.kind !== 'bundle' ||
        one.way.name === way.name)
  );
  return offer?.tags ?? null;
}

/** Whether a change has something to write. */
export function isChange(change: IChange): boolean {
  return (
    Object.keys(change.add).length +
      Object.keys(change.overwrite).length +
      change.remove.length >
    0
  );
}

function merged(
  before: readonly IChange[],
  fresh: readonly IChange[]
): readonly IChange[] {
  const newest = new Map(fresh.map(change => [change.id, change]));
  const kept = before.map(change => newest.get(change.id) ?? change);
  const known = new Set(kept.map(change => change.id));
  return [...kept, ...fresh.filter(change => !known.has(change.id))];
}

function toggled(
  before: ReadonlySet<string>,
  ids: readonly string[],
  leave: boolean
): ReadonlySet<string> {
  const after = new Set(before);
  ids.forEach(id => (leave ? after.add(id) : after.delete(id)));
  return after;
}
