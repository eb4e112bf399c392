// Decides what the identity comes to: whom it bills to, how many required tags it has.
import type { IBundle, IPolicyKey, IPolicyView, IWhoAmI, Tags } from '../types';
import { own } from '../record';

/** How many of the policy's required keys have an allowed value. */
export interface ICount {
  readonly given: number;
  readonly required: number;
  readonly unknown: number;
}

/** Count the required keys; null without a policy. */
export function count(
  whoami: IWhoAmI,
  policy: IPolicyView | null
): ICount | null {
  if (policy?.state !== 'policy') {
    return null;
  }
  const required = policy.keys.filter(rule => rule.required);
  const bad = new Set([
    ...whoami.missing,
    ...whoami.unknown,
    ...whoami.invalid.map(invalid => invalid.key)
  ]);
  return {
    given: required.filter(rule => !bad.has(rule.key)).length,
    required: required.length,
    unknown: required.filter(rule => whoami.unknown.includes(rule.key)).length
  };
}

/** The effective tags by key. */
export function effective(whoami: IWhoAmI | null): Tags {
  return Object.fromEntries(
    (whoami?.tags ?? []).map(tag => [tag.key, tag.value])
  );
}

/** The bundle whose tags are all in effect; the one with most tags if several are. */
export function bundleOf(
  tags: Tags,
  policy: IPolicyView | null
): IBundle | null {
  const matching = (policy?.bundles ?? []).filter(bundle => {
    const entries = Object.entries(bundle.tags);
    return (
      entries.length > 0 &&
      entries.every(([key, value]) => own(tags, key) === value)
    );
  });
  matching.sort(
    (a, b) => Object.keys(b.tags).length - Object.keys(a.tags).length
  );
  return matching[0] ?? null;
}

/** The policy's rules, those of required keys first. */
export function requiredFirst(
  policy: IPolicyView | null
): readonly IPolicyKey[] {
  const keys = policy?.keys ?? [];
  return [
    ...keys.filter(rule => rule.required),
    ...keys.filter(rule => !rule.required)
  ];
}

/** In one word, what is billed: the bundle, else the first required key's value; null without. */
export function billsTo(
  whoami: IWhoAmI,
  policy: IPolicyView | null
): string | null {
  if (policy?.state !== 'policy') {
    return null;
  }
  const tags = effective(whoami);
  const bundle = bundleOf(tags, policy);
  return bundle ? bundle.name : requiredValue(whoami, policy);
}

/**
 * The first required key's value, by its friendly name if it has one; null while it isn't known.
 * A policy's default says nothing of the person, and a later key not whom it is billed to.
 */
function requiredValue(whoami: IWhoAmI, policy: IPolicyView): string | null {
  const rule = policy.keys.find(one => one.required);
  const value = whoami.tags.find(
    tag => tag.key === rule?.key && tag.source !== 'policy-default'
  )?.value;
  const label = rule?.values?.find(one => one.value === value)?.label;
  return label ?? value ?? null;
}
