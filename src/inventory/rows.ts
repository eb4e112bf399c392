// Decides what the table lists: what was just fixed, filters, order, groups.
import { own } from '../record';
import type { RowFixes } from '../rowfix';
import type { IPolicyView, IScannedResource } from '../types';
import { onTheBill } from '../words';
import type { Cost, Costs } from './usecosts';

/** What is asked for; null asks for nothing. */
export interface IFilters {
  readonly text: string;
  readonly state: IScannedResource['state'] | null;
  readonly kind: string | null;
  readonly missing: string | null;
  readonly status: string | null;
  /** How many days back. */
  readonly days: number | null;
}

export const NO_FILTERS: IFilters = {
  text: '',
  state: null,
  kind: null,
  missing: null,
  status: null,
  days: null
};

export type Column = 'name' | 'kind' | 'state' | 'status' | 'created' | 'cost';

export interface IOrder {
  readonly by: Column;
  readonly descending: boolean;
}

export const NEWEST_FIRST: IOrder = { by: 'created', descending: true };

export type Grouping = 'missing' | 'kind' | 'user' | null;

/** A line of the table: a resource, or the head of a group. */
export type Line =
  | { readonly kind: 'row'; readonly key: string; readonly at: number }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly by: 'missing' | 'kind' | 'state' | 'user';
      /** The keys that are wrong, or the one kind or state. */
      readonly of: readonly string[];
      readonly ids: readonly string[];
      readonly isOpen: boolean;
    };

const STATES = { 'non-compliant': 0, unknown: 1, compliant: 2 } as const;
const DAY = 86_400_000; // ms

/** The keys that are missing or have a value that is not allowed. */
export function wrongKeys(resource: IScannedResource): readonly string[] {
  const invalid = resource.invalid.map(({ key }) => key);
  return [...new Set([...resource.missing, ...invalid])];
}

/** The scan's resources with what was written since. */
export function overlaid(
  resources: readonly IScannedResource[],
  rows: RowFixes
): readonly IScannedResource[] {
  return rows.size === 0
    ? resources
    : resources.map(one => {
        const row = rows.get(one.id);
        return row?.kind === 'applied' || row?.kind === 'settled'
          ? written(one, row.tags)
          : one;
      });
}

function written(
  resource: IScannedResource,
  tags: Readonly<Record<string, string>>
): IScannedResource {
  const isOpen = (key: string) => own(tags, key) === undefined;
  const missing = resource.missing.filter(isOpen);
  const invalid = resource.invalid.filter(({ key }) => isOpen(key));
  const isFixed =
    resource.state === 'non-compliant' && missing.length + invalid.length === 0;
  return {
    ...resource,
    tags: { ...resource.tags, ...tags },
    missing,
    invalid,
    state: isFixed ? 'compliant' : resource.state
  };
}

/** Those that all filters let through. `now` is in ms. */
export function filtered(
  resources: readonly IScannedResource[],
  filters: IFilters,
  now: number
): readonly IScannedResource[] {
  const words = filters.text.toLowerCase().split(/\s+/).filter(Boolean);
  const since =
    filters.days === null
      ? ''
      : new Date(now - filters.days * DAY).toISOString();
  return resources.filter(
    one =>
      (filters.state === null || one.state === filters.state) &&
      (filters.kind === null || one.kind === filters.kind) &&
      (filters.status === null || one.status === filters.status) &&
      (filters.missing === null || wrongKeys(one).includes(filters.missing)) &&
      one.created >= since &&
      hasWords(one, words)
  );
}

/** Every word is in the name or a tag. */
function hasWords(one: IScannedResource, words: readonly string[]): boolean {
  if (words.length === 0) {
    return true;
  }
  const tags = Object.entries(one.tags).map(
    ([key, value]) => `${key}=${value}`
  );
  const text = [one.name, one.user ?? '', ...tags].join('\n').toLowerCase();
  return words.every(word => text.includes(word));
}

/** In order; what is equal keeps the scan's, newest first. What has no known cost comes last. */
export function sorted(
  resources: readonly IScannedResource[],
  { by, descending }: IOrder,
  locale?: string,
  costs: Costs = NO_COSTS
): readonly IScannedResource[] {
  const { compare } = new Intl.Collator(locale, { numeric: true });
  const sign = descending ? -1 : 1;
  const last = sign * Infinity;
  const dear = (one: IScannedResource) => costOf(costs.get(one.id)) ?? last;
  const ways: Readonly<
    Record<Column, (a: IScannedResource, b: IScannedResource) => number>
  > = {
    name: (a, b) => compare(a.name, b.name),
    kind: (a, b) => compare(a.kind, b.kind),
    status: (a, b) => compare(a.status, b.status),
    state: (a, b) =>
      STATES[a.state] - STATES[b.state] ||
      wrongKeys(b).length - wrongKeys(a).length,
    created: (a, b) =>
      a.created < b.created ? -1 : a.created > b.created ? 1 : 0,
    cost: (a, b) => {
      const [one, other] = [dear(a), dear(b)];
      return one === other ? 0 : one < other ? -1 : 1;
    }
  };
  return [...resources].sort((a, b) => sign * ways[by](a, b));
}

const NO_COSTS: Costs = new Map();

/** A cost as a number, for the order only; undefined without an amount. */
function costOf(cost: Cost | undefined): number | undefined {
  return typeof cost === 'object' && cost.amount !== null
    ? Number(cost.amount)
    : undefined;
}

/** The lines to show: groups in the order of their size, what needs nothing last. */
export function linesOf(
  resources: readonly IScannedResource[],
  grouping: Grouping,
  closed: ReadonlySet<string>
): readonly Line[] {
  const row = (one: IScannedResource, at: number): Line => ({
    kind: 'row',
    key: one.id,
    at
  });
  if (grouping === null) {
    return resources.map(row);
  }
  const groups = new Map<string, IGroup>();
  resources.forEach((one, at) => {
    const [by, of] = groupOf(one, grouping);
    const name = JSON.stringify([by, of]);
    const group = groups.get(name) ?? { by, of, rows: [] };
    group.rows.push(row(one, at));
    groups.set(name, group);
  });
  return [...groups]
    .sort(([, a], [, b]) => rank(a) - rank(b))
    .flatMap(([name, { by, of, rows }]) => {
      const isOpen = !closed.has(name);
      const ids = rows.map(({ key }) => key);
      const head: Line = { kind: 'group', key: name, by, of, ids, isOpen };
      return isOpen ? [head, ...rows] : [head];
    });
}

interface IGroup {
  readonly by: 'missing' | 'kind' | 'state' | 'user';
  readonly of: readonly string[];
  readonly rows: Line[];
}

/** By missing key: those keys; a resource without a fault is under its state. */
function groupOf(
  one: IScannedResource,
  grouping: NonNullable<Grouping>
): readonly [IGroup['by'], readonly string[]] {
  if (grouping === 'kind') {
    return ['kind', [one.kind]];
  }
  if (grouping === 'user') {
    return ['user', [one.user ?? '']];
  }
  return one.state === 'non-compliant'
    ? ['missing', [...wrongKeys(one)].sort()]
    : ['state', [one.state]];
}

function rank({ by, of, rows }: IGroup): number {
  const last = by === 'state' ? (of[0] === 'compliant' ? 2 : 1) : 0;
  return last * 1e9 - rows.length;
}

/** What the filters can be set to. */
export interface IOffered {
  readonly kinds: readonly string[];
  readonly statuses: readonly string[];
  readonly keys: readonly string[];
}

export function offered(
  resources: readonly IScannedResource[],
  policy: IPolicyView | null
): IOffered {
  const required = (policy?.keys ?? [])
    .filter(rule => rule.required)
    .map(rule => rule.key);
  return {
    kinds: [...new Set(resources.map(one => one.kind))].sort(),
    statuses: [...new Set(resources.map(one => one.status))].sort(),
    keys: [...new Set([...required, ...resources.flatMap(wrongKeys)])]
  };
}

/** How many of them a fix changes on the bill, from now or from what starts next. */
export function effects(resources: readonly IScannedResource[]): {
  readonly fromNow: number;
  readonly next: number;
  readonly history: number;
} {
  const does = resources.map(onTheBill);
  const fromNow = does.filter(one => one === 'accrues').length;
  const history = does.filter(one => one === 'ended').length;
  return { fromNow, next: does.length - fromNow - history, history };
}
