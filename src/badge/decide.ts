// Decides what a cell's badge says of the launches that it made.
import type { TranslationBundle } from '@jupyterlab/translation';
import { found } from '../card/decide';
import { readCard } from '../card/read';
import { instant } from '../format';
import type { Shape, Tone } from '../icons';
import type { IMark } from '../notebook/metadata';
import { valueOf } from '../resource';
import { visible } from '../text';
import type { ISnapshot } from '../tokens';
import type { IScannedResource } from '../types';
import { kindName, listed, statusName } from '../words';

const MOST_LINES = 8;

/** What the badge shows. */
export interface IBadge {
  readonly shape: Shape;
  readonly tone: Tone | undefined;
  /** In a few words: "2 launches: 1 needs a tag". */
  readonly label: string;
  /** A line for each launch. */
  readonly lines: readonly string[];
  /** The launch that a click leads to. */
  readonly first: IMark;
}

/** The launches that a card tells of as sent. */
export function marksOf(data: unknown): readonly IMark[] {
  const card = readCard(data);
  return (card?.resources ?? [])
    .filter(one => one.outcome === 'sent' && one.name !== '')
    .map(({ kind, name }) => ({ kind, name, at: card?.at ?? '' }));
}

/** Decide it; null without a launch. */
export function badgeOf(
  marks: readonly IMark[],
  snapshot: ISnapshot,
  trans: TranslationBundle,
  today: string,
  locale?: string
): IBadge | null {
  const newest = [...marks].reverse();
  const [latest] = newest;
  if (!latest) {
    return null;
  }
  const states = newest.map(mark => found(snapshot, mark));
  const lacking = states.filter(one => one?.state === 'non-compliant').length;
  const unknown = states.filter(
    one => one === null || one.state === 'unknown'
  ).length;
  const at = states.findIndex(one => one?.state === 'non-compliant');
  const count = trans._n('%1 launch', '%1 launches', marks.length);
  const lines = newest
    .slice(0, MOST_LINES)
    .map((mark, index) =>
      line(mark, states[index] ?? null, snapshot, trans, today, locale)
    );
  const first = newest[at] ?? latest;
  if (lacking > 0) {
    const words = trans._n('%1 needs a tag', '%1 need a tag', lacking);
    const label = trans.__('%1: %2', count, words);
    return { shape: 'warn', tone: 'warn', label, lines, first };
  }
  if (unknown > 0) {
    const label = trans.__('%1: not known whether tagged', count);
    return { shape: 'unknown', tone: undefined, label, lines, first };
  }
  const label =
    valueOf(snapshot.policy)?.state === 'policy'
      ? trans.__('%1: tagged', count)
      : count;
  return { shape: 'tag', tone: undefined, label, lines, first };
}

/** "train-1 · training, running · 14:12 UTC · missing project". */
function line(
  mark: IMark,
  resource: IScannedResource | null,
  snapshot: ISnapshot,
  trans: TranslationBundle,
  today: string,
  locale?: string
): string {
  const kind = kindName(trans, mark.kind);
  const state = resource && statusName(trans, resource);
  const facts = [
    visible(mark.name),
    state === null ? kind : trans.__('%1, %2', kind, state),
    mark.at && instant(visible(mark.at), today, locale),
    wordOf(resource, snapshot, trans, locale)
  ];
  return facts.filter(Boolean).join(' · ');
}

function wordOf(
  resource: IScannedResource | null,
  snapshot: ISnapshot,
  trans: TranslationBundle,
  locale?: string
): string {
  if (resource === null || resource.state === 'unknown') {
    return trans.__('tags not known');
  }
  if (resource.state === 'non-compliant') {
    return resource.missing.length > 0
      ? trans.__('missing %1', listed(resource.missing, locale))
      : trans.__('a value is not allowed');
  }
  return valueOf(snapshot.policy)?.state === 'policy' ? trans.__('tagged') : '';
}
