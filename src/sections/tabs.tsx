// What the month can be grouped by.
import * as React from 'react';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IPolicyView } from '../types';
import { requiredFirst } from './who';
import { own } from '../record';

const MOST_KEYS = 3;

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

/** The ways on offer: at most three tag keys, what is in use, and the service. */
export function waysOf(
  policy: IPolicyView | null,
  ...used: readonly (string | null)[]
): readonly string[] {
  const tags = requiredFirst(policy).map(rule => `tag:${rule.key}`);
  const first = used.filter(
    (way): way is string => way !== null && way !== 'service'
  );
  const all = [...new Set([...first.slice(0, 1), ...tags])].slice(0, MOST_KEYS);
  return [...new Set([...all, ...first, 'service'])];
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
    day: trans.__('Day')
  };
  return own(names, way) ?? visible(way);
}
