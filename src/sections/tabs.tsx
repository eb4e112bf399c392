// What the month can be grouped by.
import * as React from 'react';
import { Select } from '../parts/select';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IPolicyView, IWhoAmI } from '../types';
import { requiredFirst } from './who';
import { own } from '../record';

const FIRST: readonly string[] = ['instance-type', 'day', 'job'];
const OTHERS = ['service', 'usage-type', ...FIRST];

/** Arrows move between the tabs. */
export function Tabs(props: {
  id: string;
  ways: readonly string[];
  chosen: string;
  onGroup: (by: string) => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const list = React.useRef<HTMLDivElement>(null);
  const { ways } = props;
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) {
      return;
    }
    event.preventDefault();
    const at = ways.indexOf(props.chosen);
    const to = (at + step + ways.length) % ways.length;
    const way = ways[to];
    const tab = list.current?.children[to];
    if (way !== undefined && tab instanceof HTMLElement) {
      tab.focus();
      props.onGroup(way);
    }
  };
  return (
    <div
      ref={list}
      className="jp-CostTags-tablist"
      role="tablist"
      aria-label={trans.__('Group by')}
      onKeyDown={onKeyDown}
    >
      {ways.map((way, index) => (
        <button
          key={way}
          type="button"
          role="tab"
          id={`${props.id}-${index}`}
          className="jp-CostTags-tab"
          aria-selected={way === props.chosen}
          aria-controls={`${props.id}-panel`}
          tabIndex={way === props.chosen ? 0 : -1}
          onClick={() => props.onGroup(way)}
        >
          {wayName(trans, way)}
        </button>
      ))}
    </div>
  );
}

/** What the month can be grouped by: some as tabs, the rest in a list beside them. */
export interface IWays {
  readonly tabs: readonly string[];
  readonly more: readonly string[];
}

/** The tabs are what is in use and what most ask for; tag keys are the policy's and my own. */
export function waysOf(
  policy: IPolicyView | null,
  whoami: IWhoAmI | null,
  ...used: readonly (string | null)[]
): IWays {
  const keys = [
    ...requiredFirst(policy).map(rule => rule.key),
    ...(whoami?.tags ?? []).map(tag => tag.key)
  ];
  const all = [...keys.map(key => `tag:${key}`), ...OTHERS];
  const chosen = used.filter(way => way !== null);
  const first = chosen.find(way => !FIRST.includes(way)) ?? all[0] ?? 'service';
  const tabs = [...new Set([first, ...chosen, ...FIRST])].sort(
    (a, b) => FIRST.indexOf(a) - FIRST.indexOf(b)
  );
  const more = [...new Set(all)].filter(way => !tabs.includes(way));
  return { tabs, more };
}

/** The ways that are no tab. */
export function MoreWays(props: {
  ways: readonly string[];
  onGroup: (by: string) => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const label = trans.__('More');
  return (
    <Select
      label={trans.__('Group by something else')}
      hidesLabel
      value=""
      options={[
        { value: '', label },
        ...props.ways.map(way => ({ value: way, label: wayName(trans, way) }))
      ]}
      onChange={way => way !== '' && props.onGroup(way)}
    />
  );
}

export function wayName(
  trans: ReturnType<typeof useSurroundings>['trans'],
  way: string
): string {
  if (way.startsWith('tag:')) {
    return visible(way.slice(4));
  }
  const names: Readonly<Record<string, string>> = {
    service: trans.__('Service'),
    'usage-type': trans.__('Usage type'),
    'instance-type': trans.__('Type'),
    day: trans.__('Day'),
    job: trans.__('Job')
  };
  return own(names, way) ?? visible(way);
}
