// Decides what a card offers: from what it says, and from what is known by now.
import { bundleFor } from '../notebook/decide';
import { own } from '../record';
import { valueOf } from '../resource';
import type { RowFix, RowFixes } from '../rowfix';
import { firstChoice, ruleOf } from '../sections/judged';
import type { ISnapshot } from '../tokens';
import type { ILaunch, IScannedResource, Tags } from '../types';
import type { ICard, ICardResource } from './read';

/** The resources that AWS made. */
export function sentOf(card: ICard): readonly ICardResource[] {
  return card.resources.filter(
    one => one.outcome === 'sent' && one.name !== ''
  );
}

/**
 * What a fix would set: a value for each key that is missing or wrong, if there is just one to
 * offer; null when a person has to choose.
 */
export function proposal(
  card: ICard,
  snapshot: ISnapshot,
  inForce: Tags
): Tags | null {
  const policy = valueOf(snapshot.policy);
  const wanted = [
    ...card.missing.map(({ key, allowed }) => ({
      key,
      only: allowed.length === 1 ? allowed[0] : undefined
    })),
    ...card.invalid.map(({ key, suggestion }) => ({
      key,
      only: suggestion ?? undefined
    }))
  ].filter(({ key }) => !ruleOf(policy, key)?.protected);
  const set = wanted.map(({ key, only }) => {
    // Without a policy at hand the card's own word is all there is.
    const value = policy
      ? firstChoice(null, key, policy, { ...inForce, ...meant(card, key) })
      : (only ?? '');
    return [key, value] as const;
  });
  return set.length === 0 || set.some(([, value]) => value === '')
    ? null
    : Object.fromEntries(set);
}

/** The right spelling of a value that was refused comes before what is in force. */
function meant(card: ICard, key: string): Tags {
  const wrong = card.invalid.find(one => one.key === key);
  return wrong?.suggestion ? { [key]: wrong.suggestion } : {};
}

/** What of a proposal a resource still lacks: a value that somebody gave since stays. */
export function lacking(resource: IScannedResource, set: Tags): Tags {
  return Object.fromEntries(
    Object.entries(set).filter(
      ([key]) =>
        !own(resource.tags, key) ||
        resource.invalid.some(invalid => invalid.key === key)
    )
  );
}

/** The bundle that a blocked launch would be sent with. */
export function bundleOf(card: ICard, snapshot: ISnapshot): string | null {
  const keys = [...card.missing, ...card.invalid].map(({ key }) => key);
  return bundleFor(keys, snapshot);
}

/** The scan's resource that a card, a badge or a launch names. */
export function found(
  snapshot: ISnapshot,
  named: { readonly kind: string; readonly name: string }
): IScannedResource | null {
  return (
    valueOf(snapshot.scan)?.resources.find(
      one => one.kind === named.kind && one.name === named.name
    ) ?? null
  );
}

/** What became of a card's resources since. */
export type Now =
  | { readonly kind: 'open'; readonly ended: boolean } // still as the card says, or not known
  | { readonly kind: 'tagged' }
  | { readonly kind: 'lost' } // gone, or somebody else's: nothing can be done about it here
  | { readonly kind: 'busy' }
  | {
      readonly kind: 'applied';
      readonly tags: Tags;
      readonly ended: boolean;
      /** Until when it can be undone; null: no longer from here. */
      readonly seconds: number | null;
      readonly undoing: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly name: string;
      readonly refused: Extract<RowFix, { kind: 'refused' }>;
    };

/** Decide it: by what is being written, else by the newest scan. */
export function nowOf(
  resources: readonly IScannedResource[],
  rows: RowFixes,
  all: boolean
): Now {
  const fixes = resources.map(one => rows.get(one.id) ?? null);
  const at = fixes.findIndex(fix => fix?.kind === 'refused');
  const refused = fixes[at];
  const ended =
    resources.length > 0 &&
    resources.every(one => one.billing_effect === 'none');
  if (fixes.some(fix => fix?.kind === 'applying')) {
    return { kind: 'busy' };
  }
  if (refused?.kind === 'refused') {
    return { kind: 'refused', name: resources[at]?.name ?? '', refused };
  }
  return (
    applied(fixes, ended) ?? tagged(resources, all) ?? { kind: 'open', ended }
  );
}

function applied(
  fixes: readonly (RowFix | null)[],
  ended: boolean
): Now | null {
  const done = fixes.flatMap(fix =>
    fix?.kind === 'applied' || fix?.kind === 'settled' ? [fix] : []
  );
  const undoable = done.flatMap(fix => (fix.kind === 'applied' ? [fix] : []));
  const [first] = done;
  return first
    ? {
        kind: 'applied',
        tags: first.tags,
        ended,
        seconds:
          undoable.length > 0
            ? Math.min(...undoable.map(fix => fix.seconds))
            : null,
        undoing: undoable.some(fix => fix.undoing)
      }
    : null;
}

/** Whether all of the card's resources have what the policy requires by now. */
function tagged(
  resources: readonly IScannedResource[],
  all: boolean
): Now | null {
  const [first] = resources;
  return all && first && resources.every(one => one.state === 'compliant')
    ? { kind: 'tagged' }
    : null;
}

const WORST: readonly ILaunch['verified'][] = [
  'incomplete',
  'gone',
  'unknown',
  'pending',
  'repaired',
  'complete'
];

/** What was read back of a card's launches: the worst of it; null when nothing is known. */
export function readBack(
  card: ICard,
  snapshot: ISnapshot
): Pick<ILaunch, 'verified' | 'note'> | null {
  const launches = (valueOf(snapshot.guard)?.launches ?? []).filter(
    one =>
      card.batch !== '' && one.batch === card.batch && one.outcome === 'sent'
  );
  const worst = WORST.find(word => launches.some(one => one.verified === word));
  return launches.find(one => one.verified === worst) ?? null;
}
