// The status bar item: whom I bill to, what the month cost, what is untagged; a click opens the panel.
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { instant, money } from './format';
import { Icon, type Shape, type Tone } from './icons';
import { asOf, valueOf } from './resource';
import { judged } from './sections/judged';
import { billsTo } from './sections/who';
import { whoOf } from './sections/whoami';
import type { ISurroundings } from './surroundings';
import { visible } from './text';
import type { ICostTags, ISnapshot } from './tokens';
import type { ISpend } from './types';
import { useSnapshot } from './view';

/** What the item shows; the words keep their order in every state. */
export interface IStatusText {
  readonly shape: Shape;
  readonly tone: Tone | undefined;
  readonly parts: readonly string[];
}

/** Put the item's words together; each part falls away when it isn't known. */
export function statusText(
  snapshot: ISnapshot,
  trans: TranslationBundle,
  locale: string | undefined
): IStatusText {
  const status = valueOf(snapshot.status);
  const spend = valueOf(snapshot.spend);
  const scan = valueOf(snapshot.scan);
  const untagged = scan ? judged(scan, snapshot.rows).untagged.length : 0;
  const today = (status?.clock_fixed ?? new Date().toISOString()).slice(0, 10);
  const saved = savedSince(snapshot);
  const parts = [
    status?.demo ? trans.__('DEMO DATA') : null,
    whoText(snapshot),
    spend && spendText(spend, trans, locale),
    untagged > 0 ? trans._n('%1 untagged', '%1 untagged', untagged) : null,
    saved && trans.__('%1 data', instant(saved, today, locale))
  ].filter(part => typeof part === 'string');
  return {
    ...iconOf(snapshot, untagged, saved !== null),
    parts: parts.length > 0 ? parts : [trans.__('Cost tags')]
  };
}

function whoText(snapshot: ISnapshot): string | null {
  const whoami = valueOf(snapshot.whoami);
  if (!whoami) {
    return null;
  }
  const name =
    whoami.environment === 'studio-shared-space'
      ? whoami.space
      : (billsTo(whoami, valueOf(snapshot.policy)) ?? whoOf(whoami));
  return name === null ? null : visible(name);
}

function spendText(
  spend: ISpend,
  trans: TranslationBundle,
  locale: string | undefined
): string | null {
  if (spend.month_to_date !== null) {
    return money(spend.month_to_date, spend.currency, locale);
  }
  switch (spend.state) {
    case 'not-activated':
      return trans.__('spend not activated');
    case 'no-data-yet':
      return trans.__('no spend data yet');
    case 'no-permission':
      return trans.__('spend not permitted');
    case 'not-enabled':
      return trans.__('spend not ready');
    default:
      return null;
  }
}

/** Since when the jobs could not be read again; null while they can. */
function savedSince({ scan }: ISnapshot): string | null {
  return scan.kind === 'failed' ? asOf(scan) : null;
}

function iconOf(
  snapshot: ISnapshot,
  untagged: number,
  saved: boolean
): Pick<IStatusText, 'shape' | 'tone'> {
  if (valueOf(snapshot.status)?.demo) {
    return { shape: 'demo', tone: undefined };
  }
  if (saved) {
    return { shape: 'offline', tone: undefined };
  }
  if (untagged > 0) {
    return { shape: 'warn', tone: 'warn' };
  }
  if (valueOf(snapshot.spend)?.state === 'no-permission') {
    return { shape: 'lock', tone: undefined };
  }
  const shared =
    valueOf(snapshot.whoami)?.environment === 'studio-shared-space';
  return { shape: shared ? 'users' : 'tag', tone: undefined };
}

export interface IStatusProps {
  model: ICostTags;
  surroundings: Pick<ISurroundings, 'trans' | 'locale'>;
  onOpen: () => void;
}

export function StatusItem(props: IStatusProps): React.JSX.Element {
  const { trans, locale } = props.surroundings;
  const { shape, tone, parts } = statusText(
    useSnapshot(props.model),
    trans,
    locale
  );
  return (
    <button
      type="button"
      className="jp-CostTags-status"
      title={trans.__('Show Cost Tags')}
      onClick={props.onOpen}
    >
      <Icon shape={shape} tone={tone} />
      <bdi>{parts.join(' · ')}</bdi>
    </button>
  );
}
