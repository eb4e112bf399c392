// A plan for many in a few lines: what counts on the bill, what is left alone and why.
import * as React from 'react';
import { Icon, type Shape, type Tone } from '../icons';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IChange } from '../types';
import { effectShape, listed, onTheBill } from '../words';
import { isChange } from './usechoice';
import { planOf, type Planned } from './useplan';

export function Summary(props: {
  planned: Planned;
  changes: readonly IChange[];
  left: ReadonlySet<string>;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const included = props.changes.filter(
    one => isChange(one) && !props.left.has(one.id)
  );
  const out = props.changes.filter(one => props.left.has(one.id)).length;
  return (
    <>
      <ul className="jp-CostTags-summary">
        {EFFECTS.map(effect => {
          const some = included.filter(one => onTheBill(one) === effect);
          return (
            some[0] && (
              <Item key={effect} shape={effectShape(some[0])}>
                {countText(trans, effect, some.length)}
              </Item>
            )
          );
        })}
        {out > 0 && (
          <Item shape="block">{trans.__('%1 left out', String(out))}</Item>
        )}
      </ul>
      <Remarks {...props} included={included} />
    </>
  );
}

const EFFECTS = [
  'accrues',
  'next-deployment',
  'next-run',
  'ended',
  'nothing',
  'unknown'
] as const satisfies readonly IChange['on_the_bill'][];

function countText(
  trans: ReturnType<typeof useSurroundings>['trans'],
  effect: IChange['on_the_bill'],
  count: number
): string {
  const texts: Readonly<Record<IChange['on_the_bill'], string>> = {
    accrues: trans.__('%1 running: count from now', String(count)),
    'next-deployment': trans._n(
      '%1 not billed itself: counts from the next deployment',
      '%1 not billed themselves: count from the next deployment',
      count
    ),
    'next-run': trans._n(
      '%1 counts for what it starts from now on',
      '%1 count for what they start from now on',
      count
    ),
    nothing: trans._n(
      '%1 not billed itself',
      '%1 not billed themselves',
      count
    ),
    ended: trans.__('%1 ended: history only', String(count)),
    unknown: trans.__('%1 unknown: may count from now', String(count))
  };
  return texts[effect];
}

function Item(props: {
  shape: Shape;
  tone?: Tone;
  children: React.ReactNode;
}): React.JSX.Element {
  return (
    <li>
      <Icon shape={props.shape} tone={props.tone} />
      <span>{props.children}</span>
    </li>
  );
}

/** What the plan can't do, with the reason: never left to be noticed. */
function Remarks(props: {
  planned: Planned;
  included: readonly IChange[];
}): React.JSX.Element | null {
  const { trans, locale } = useSurroundings();
  const plan = planOf(props.planned);
  if (!plan) {
    return null;
  }
  const wrong = props.included.filter(one => one.left.length > 0);
  const keys = [...new Set(wrong.flatMap(one => one.left))];
  const reasons = new Map<string, number>();
  plan.skipped.forEach(({ reason }) =>
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  );
  if (wrong.length + reasons.size + plan.unknown_keys.length === 0) {
    return null;
  }
  return (
    <ul className="jp-CostTags-summary jp-mod-remarks">
      {plan.unknown_keys.length > 0 && (
        <Item shape="unknown">
          {trans.__(
            'Whether you have a value for %1 could not be read.',
            listed(plan.unknown_keys, locale)
          )}
        </Item>
      )}
      {wrong.length > 0 && (
        <Item shape="warn" tone="warn">
          {trans._n(
            '%1 stays without an allowed value for %2: choose other tags for it.',
            '%1 stay without an allowed value for %2: choose other tags for them.',
            wrong.length,
            listed(keys, locale)
          )}
        </Item>
      )}
      {[...reasons].map(([reason, count]) => (
        <Item key={reason} shape="info">
          {trans._n(
            '%1 is left alone: %2',
            '%1 are left alone: %2',
            count,
            visible(reason)
          )}
        </Item>
      ))}
    </ul>
  );
}
