// What is up, in words: a short name, and what became of a stop.
import type { TranslationBundle } from '@jupyterlab/translation';
import { visible } from '../text';
import type { IRunningResource, IStopped } from '../types';

/** A name for people: of an app its type, since its space is mine; of all else its own. */
export function shortName({
  kind,
  name
}: Pick<IRunningResource, 'kind' | 'name'>): string {
  const [, type] = name.split('/');
  return kind === 'app' && type ? type : name;
}

/** The instances, of which one alone goes without its number. */
export function instancesOf({ instances }: IRunningResource): string | null {
  return instances === null
    ? null
    : visible(instances.replace(/^1 × (?!.*\+)/, ''));
}

/** Whether there is nothing left to stop. */
export function isEnding(stopped: IStopped | null): boolean {
  return (
    stopped !== null && ['stopping', 'ended', 'gone'].includes(stopped.outcome)
  );
}

/** What became of a stop, with the reason where it failed. */
export function outcomeText(
  trans: TranslationBundle,
  { outcome, reason }: IStopped
): string {
  switch (outcome) {
    case 'stopping':
      return trans.__('AWS is stopping it.');
    case 'ended':
      return trans.__('It had ended already.');
    case 'gone':
      return trans.__('It does not exist any more.');
    case 'unknown':
      return trans.__('AWS’s answer was lost: it may be stopping.');
    case 'denied':
    case 'failed':
      return [trans.__('Not stopped.'), visible(reason ?? '')].join(' ').trim();
  }
}

/** What the window asks, and its button does: an endpoint is not stopped but deleted. */
export function stopWord(trans: TranslationBundle, kind: string): string {
  return kind === 'endpoint' ? trans.__('Delete endpoint') : trans.__('Stop');
}
