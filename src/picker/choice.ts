// Decides what the picker offers and what a choice sets.
import { effective } from '../sections/who';
import { faultyKeys, firstChoice, ruleOf } from '../sections/judged';
import type {
  IBundle,
  IPlan,
  IPolicyView,
  IScannedResource,
  IWhoAmI,
  Tags
} from '../types';
import { judgeValue } from '../validate';
import { own } from '../record';

/** A way to choose tags: a named set, my own, or key by key. */
export type Way =
  | { readonly kind: 'bundle'; readonly name: string }
  | { readonly kind: 'mine' }
  | { readonly kind: 'keys' };

/** A named set of tags, as the picker lists it. */
export interface IOffer {
  readonly way: Way;
  readonly tags: Tags;
  readonly isMine: boolean;
}

/** The bundles, mine first; my own tags where they are no bundle. */
export function offers(
  policy: IPolicyView | null,
  whoami: IWhoAmI | null
): readonly IOffer[] {
  const mine = effective(whoami);
  const isMine = (bundle: IBundle): boolean =>
    Object.entries(bundle.tags).every(
      ([key, value]) => own(mine, key) === value
    );
  const bundles = (policy?.bundles ?? []).map(bundle => ({
    way: { kind: 'bundle', name: bundle.name } as const,
    tags: unprotected(bundle.tags, policy),
    isMine: isMine(bundle)
  }));
  bundles.sort((a, b) => Number(b.isMine) - Number(a.isMine));
  const writable = writableOf(mine, policy);
  const listsMine = bundles.some(bundle => bundle.isMine);
  return listsMine || Object.keys(writable).length === 0
    ? bundles
    : [{ way: { kind: 'mine' }, tags: writable, isMine: true }, ...bundles];
}

function unprotected(tags: Tags, policy: IPolicyView | null): Tags {
  return Object.fromEntries(
    Object.entries(tags).filter(([key]) => !ruleOf(policy, key)?.protected)
  );
}

/** What of some tags the policy lets us write. */
function writableOf(tags: Tags, policy: IPolicyView | null): Tags {
  if (policy?.state !== 'policy') {
    return tags;
  }
  return Object.fromEntries(
    Object.entries(tags).filter(([key, value]) => {
      const rule = ruleOf(policy, key);
      return rule && !rule.protected && !judgeValue(value, rule);
    })
  );
}

/** The keys to choose values for: what is wrong, and what the policy requires. */
export function keysToChoose(
  resources: readonly IScannedResource[],
  policy: IPolicyView | null
): readonly string[] {
  const faulty = resources.flatMap(one => faultyKeys(one, policy));
  const required = keysOfPolicy(policy);
  return resources.length === 1
    ? [...new Set([...faulty, ...required])]
    : [...new Set(faulty)];
}

/** The keys that a person may choose values for: those that the policy requires. */
export function keysOfPolicy(policy: IPolicyView | null): readonly string[] {
  return (policy?.keys ?? [])
    .filter(rule => rule.required && !rule.protected)
    .map(rule => rule.key);
}

/** What a key's field starts with: what a single job has, if it may stay; else the first offer. */
export function startValue(
  resources: readonly IScannedResource[],
  key: string,
  policy: IPolicyView | null,
  mine: Tags
): string {
  const only = resources.length === 1 ? (resources[0] ?? null) : null;
  const current = only ? own(only.tags, key) : undefined;
  return current && !judgeValue(current, ruleOf(policy, key))
    ? current
    : firstChoice(only, key, policy, mine);
}

/** What the fields set: those that are filled; null while one can't be written or none is. */
export function setOf(values: Tags, policy: IPolicyView | null): Tags | null {
  const filled = Object.entries(values).filter(([, value]) => value !== '');
  const bad = filled.some(([key, value]) =>
    judgeValue(value, ruleOf(policy, key))
  );
  return bad || filled.length === 0 ? null : Object.fromEntries(filled);
}

/** The same fix for a terminal. */
export function commandLine(plan: IPlan, set: Tags): string {
  const words = ['jupyter', 'cost-tags', 'fix'];
  for (const [key, value] of Object.entries(set)) {
    words.push('--set', quoted(`${key}=${value}`));
  }
  for (const change of plan.changes) {
    words.push('--arn', quoted(change.arn));
  }
  return words.join(' ');
}

function quoted(word: string): string {
  return /^[\w.:/=+@-]+$/.test(word)
    ? word
    : `'${word.replace(/'/g, `'\\''`)}'`;
}
