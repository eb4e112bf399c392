// Decides what of the news is worth a notification: at most one at a time, and nothing twice.
import type { TranslationBundle } from '@jupyterlab/translation';
import type { INews } from './guard';
import { visible } from './text';
import type { ILaunch } from './types';
import { listed } from './words';

export const SNOOZE = 60 * 60 * 1000; // ms

/** What is told of one or several user actions. */
export interface ITold {
  readonly kind: 'missing' | 'filled' | 'blocked' | 'repaired';
  readonly message: string;
  /** The launches that it is about, of one user action; else empty. */
  readonly launches: readonly ILaunch[];
}

/** What to tell of the news; null for nothing. `says`: a card on screen says it already. */
export function toTell(
  news: INews,
  says: (batch: string) => boolean,
  trans: TranslationBundle,
  locale?: string
): ITold | null {
  const found = news.verified.filter(isSurprise);
  const launched = news.launched.filter(
    one => kindOf(one) !== null && !says(one.batch)
  );
  const batches = new Set([...launched, ...found].map(one => one.batch));
  if (batches.size === 0) {
    return null;
  }
  if (batches.size > 1) {
    return summary([...launched, ...found], trans);
  }
  const about = launched.length > 0 ? launched : found;
  return single(about, launched.length === 0, trans, locale);
}

/** Whether now is a time to tell anything. */
export function isSnoozed(until: unknown, now: number): boolean {
  const end = typeof until === 'string' ? Date.parse(until) : NaN;
  return Number.isFinite(end) && now < end;
}

/** AWS has something else than the call went out with: no card says so. */
function isSurprise(launch: ILaunch): boolean {
  const said = launch.missing.length + launch.invalid.length > 0;
  return (
    launch.verified === 'repaired' ||
    (launch.verified === 'incomplete' && !said)
  );
}

function kindOf(launch: ILaunch): ITold['kind'] | null {
  if (launch.outcome === 'blocked') {
    return 'blocked';
  }
  if (launch.outcome !== 'sent') {
    return null; // AWS's own error is in the cell
  }
  if (launch.missing.length > 0) {
    return 'missing';
  }
  return launch.added.length > 0 && !launch.resent ? 'filled' : null;
}

function single(
  launches: readonly ILaunch[],
  isSurprise: boolean,
  trans: TranslationBundle,
  locale?: string
): ITold {
  const kinds = launches.map(kindOf);
  const keys = unique(launches.flatMap(one => one.missing));
  const tags = unique(
    launches.flatMap(one =>
      one.added.map(({ key, value }) => `${key}=${value}`)
    )
  );
  const what = namesOf(launches, trans);
  if (isSurprise) {
    const message = trans.__('%1: %2', what, visible(launches[0]?.note ?? ''));
    return { kind: 'repaired', message, launches };
  }
  if (kinds.includes('blocked')) {
    const operation = visible(launches[0]?.operation ?? '');
    const message =
      keys.length > 0
        ? trans.__('%1 not sent: missing %2.', operation, listed(keys, locale))
        : trans.__('%1 not sent.', operation);
    return { kind: 'blocked', message, launches };
  }
  if (kinds.includes('missing')) {
    const message = trans.__(
      'Launched %1 without %2.',
      what,
      listed(keys, locale)
    );
    return { kind: 'missing', message, launches };
  }
  const message = trans.__(
    'Launched %1 and added %2.',
    what,
    listed(tags, locale)
  );
  return { kind: 'filled', message, launches };
}

/** Many at once, as after a night: one sentence for all. */
function summary(
  launches: readonly ILaunch[],
  trans: TranslationBundle
): ITold | null {
  const count = (kind: ITold['kind']) =>
    launches.filter(one => kindOf(one) === kind).length;
  const missing = count('missing');
  if (missing > 0) {
    const message = trans._n(
      '%1 launch went out without a required tag.',
      '%1 launches went out without a required tag.',
      missing
    );
    return { kind: 'missing', message, launches: [] };
  }
  const message = trans._n(
    'The guard had a word on %1 launch.',
    'The guard had a word on %1 launches.',
    launches.length
  );
  return { kind: 'filled', message, launches: [] };
}

function namesOf(
  launches: readonly ILaunch[],
  trans: TranslationBundle
): string {
  const [first] = launches;
  return launches.length === 1 && first
    ? visible(first.name === '' ? first.operation : first.name)
    : trans._n('%1 resource', '%1 resources', launches.length);
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}
