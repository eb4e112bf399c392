// What a notebook and its cells say of cost tags: metadata that travels with git, from anybody.
import { record } from '../record';
import type { Tags } from '../types';

/** The member of a notebook's and a cell's metadata. */
export const MEMBER = 'cost_tags';

const MOST_MARKS = 20;

/** A bundle, tags, or both, for one notebook's launches. */
export interface IChoice {
  readonly bundle: string | null;
  readonly tags: Tags;
}

/** What a notebook's metadata says. */
export type Said =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'choice'; readonly choice: IChoice }
  | { readonly kind: 'unreadable' };

/** A launch that a cell made: its tags and state are looked up when shown. */
export interface IMark {
  readonly kind: string;
  readonly name: string;
  readonly at: string;
}

/** Read a notebook's `cost_tags`. */
export function readSaid(data: unknown): Said {
  if (data === undefined || data === null) {
    return { kind: 'nothing' };
  }
  const choice = readChoice(data);
  if (!choice) {
    return { kind: 'unreadable' };
  }
  return choice.bundle === null && Object.keys(choice.tags).length === 0
    ? { kind: 'nothing' }
    : { kind: 'choice', choice };
}

function readChoice(data: unknown): IChoice | null {
  const { bundle = null, tags = {} } = record(data) ?? { bundle: 0 };
  const given = record(tags);
  const isBundle = bundle === null || typeof bundle === 'string';
  return isBundle && given && isTags(given)
    ? { bundle: bundle === '' ? null : bundle, tags: given }
    : null;
}

function isTags(data: Readonly<Record<string, unknown>>): data is Tags {
  return Object.values(data).every(value => typeof value === 'string');
}

/** The notebook's `cost_tags` with another choice; what else is in it stays. Undefined: none. */
export function withChoice(
  data: unknown,
  choice: IChoice | null
): Record<string, unknown> | undefined {
  const others = { ...(record(data) ?? {}) };
  delete others['bundle'];
  delete others['tags'];
  if (choice) {
    return { ...others, bundle: choice.bundle, tags: { ...choice.tags } };
  }
  return Object.keys(others).length > 0 ? others : undefined;
}

/** The launches that a cell's `cost_tags` names. */
export function readMarks(data: unknown): readonly IMark[] {
  const { launches } = record(data) ?? {};
  return (Array.isArray(launches) ? launches : [])
    .slice(-MOST_MARKS)
    .flatMap(one => {
      const { kind, name, at } = record(one) ?? {};
      return typeof kind === 'string' && typeof name === 'string'
        ? [{ kind, name, at: typeof at === 'string' ? at : '' }]
        : [];
    });
}

/** The cell's `cost_tags` with other launches, the newest if there are many. Undefined: none. */
export function withMarks(
  data: unknown,
  marks: readonly IMark[]
): Record<string, unknown> | undefined {
  const others = { ...(record(data) ?? {}) };
  delete others['launches'];
  if (marks.length > 0) {
    const launches = marks
      .slice(-MOST_MARKS)
      .map(({ kind, name, at }) => ({ kind, name, at }));
    return { ...others, launches };
  }
  return Object.keys(others).length > 0 ? others : undefined;
}

/** Marks with more of them; a resource counts once, as it was launched last. */
export function merged(
  before: readonly IMark[],
  more: readonly IMark[]
): readonly IMark[] {
  const nameOf = (mark: IMark) => `${mark.kind} ${mark.name}`;
  const fresh = new Set(more.map(nameOf));
  return [...before.filter(mark => !fresh.has(nameOf(mark))), ...more];
}
