// Decides what the scan comes to: which rows need something, and what a picker starts with.
import type { RowFixes } from '../rowfix';
import type {
  IPolicyKey,
  IPolicyView,
  IScan,
  IScannedResource,
  Tags
} from '../types';
import { judgeValue } from '../validate';
import { own } from '../record';

/** The rows of the two lists, and how many of each state there are. */
export interface IJudged {
  readonly needs: readonly IScannedResource[];
  readonly recent: readonly IScannedResource[];
  readonly untagged: readonly IScannedResource[]; // still to fix
  readonly unknown: number;
}

/** Sort the scan's resources; a row that is being fixed keeps its place until it has left. */
export function judged(scan: IScan, rows: RowFixes): IJudged {
  const inFlight = (id: string): boolean => {
    const kind = rows.get(id)?.kind;
    return kind === 'applying' || kind === 'applied' || kind === 'refused';
  };
  const settled = (id: string): boolean => rows.get(id)?.kind === 'settled';
  const needs = scan.resources.filter(
    one => !settled(one.id) && (one.state !== 'compliant' || inFlight(one.id))
  );
  const done = (id: string): boolean => rows.get(id)?.kind === 'applied';
  const untagged = needs.filter(
    one => one.state === 'non-compliant' && !done(one.id)
  );
  return {
    needs: [...needs].sort((a, b) => rank(a) - rank(b)),
    recent: scan.resources.filter(
      one => settled(one.id) || (one.state === 'compliant' && !inFlight(one.id))
    ),
    untagged,
    unknown: needs.filter(one => one.state === 'unknown').length
  };
}

/** What still accrues comes first, then history, then what could not be read. */
function rank(resource: IScannedResource): number {
  if (resource.state === 'unknown') {
    return 2;
  }
  return resource.billing_effect === 'from-now' ? 0 : 1;
}

/** The keys of a resource that a fix should set, in the policy's order; none that it doesn't know. */
export function faultyKeys(
  resource: IScannedResource,
  policy: IPolicyView | null
): readonly string[] {
  const order = policy?.keys.map(rule => rule.key) ?? [];
  const keys = [
    ...resource.missing,
    ...resource.invalid.map(invalid => invalid.key)
  ];
  const writable = [...new Set(keys)].filter(
    key => !policy || ruleOf(policy, key)?.protected === false
  );
  return writable.sort((a, b) => order.indexOf(a) - order.indexOf(b));
}

export function ruleOf(
  policy: IPolicyView | null,
  key: string
): IPolicyKey | null {
  return policy?.keys.find(rule => rule.key === key) ?? null;
}

/** What to offer first for a key: what was meant, what is mine, the default, the only choice. */
export function firstChoice(
  resource: IScannedResource | null,
  key: string,
  policy: IPolicyView | null,
  mine: Tags
): string {
  const rule = ruleOf(policy, key);
  const invalid = resource?.invalid.find(one => one.key === key);
  const only = rule?.values?.length === 1 ? rule.values[0]?.value : undefined;
  const offers = [invalid?.suggestion, own(mine, key), rule?.default, only];
  return offers.find(offer => offer && !judgeValue(offer, rule)) ?? '';
}
