// The status bar item: whom I bill to, what the month cost, what is untagged; a click opens the panel.
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { budgetOf } from './budgets';
import { instant, money } from './format';
import { Icon, type Shape, type Tone } from './icons';
import { asOf, valueOf } from './resource';
import { judged } from './sections/judged';
import { billsTo } from './sections/who';
import { whoOf } from './sections/whoami';
import type { ISurroundings } from './surroundings';
import { visible } from './text';
import type { ICostTags, ISnapshot } from './tokens';
import type { IBudgets, ISpend } from './types';
import { listed } from './words';
import { useSnapshot } from './snapshot';

/** What the item shows; the words keep their order in every state. */
export interface IStatusText {
  readonly shape: Shape;
  readonly tone: Tone | undefined;
  readonly parts: readonly string[];
  /** Which part names the bundle, where another can be chosen; -1: none. */
  readonly who: number;
}

/** Put the item's words together; each part falls away when it isn't known. */
export function statusText(
  snapshot: ISnapshot,
  trans: TranslationBundle,
  locale: string | undefined
): IStatusText {
  const scan = valueOf(snapshot.scan);
  const untagged = scan ? judged(scan, snapshot.rows).untagged.length : 0;
  const who = blockedKeys(snapshot) ? trans.__('no bundle') : whoText(snapshot);
  const parts = [
    valueOf(snapshot.status)?.demo ? trans.__('DEMO DATA') : null,
    who,
    monthText(snapshot, trans, locale),
    untagged > 0
      ? trans._n('%1 untagged', '%1 untagged', untagged)
      : isUnknown(snapshot)
        ? trans.__('tags unknown')
        : null,
    savedText(snapshot, trans, locale)
  ].filter(part => part !== null);
  return {
    ...iconOf(snapshot, untagged, savedSince(snapshot) !== null),
    parts: parts.length > 0 ? parts : [trans.__('Cost tags')],
    who: who !== null && canSwitch(snapshot) ? parts.indexOf(who) : -1
  };
}

/** What the month cost; where nothing goes out, what launches need. */
function monthText(
  snapshot: ISnapshot,
  trans: TranslationBundle,
  locale: string | undefined
): string | null {
  const blocked = blockedKeys(snapshot);
  const spend = valueOf(snapshot.spend);
  return blocked
    ? trans.__('launches need %1', listed(blocked, locale))
    : spend && spendText(spend, valueOf(snapshot.budgets), trans, locale);
}

function savedText(
  snapshot: ISnapshot,
  trans: TranslationBundle,
  locale: string | undefined
): string | null {
  const fixed = valueOf(snapshot.status)?.clock_fixed;
  const today = (fixed ?? new Date().toISOString()).slice(0, 10);
  const saved = savedSince(snapshot);
  return saved && trans.__('%1 data', instant(saved, today, locale));
}

/** The keys without which no launch goes out now; null when they are given, or not asked for. */
function blockedKeys(snapshot: ISnapshot): readonly string[] | null {
  const missing = valueOf(snapshot.whoami)?.missing ?? [];
  const blocks = valueOf(snapshot.guard)?.mode === 'block';
  return blocks && missing.length > 0 ? missing : null;
}

/** Whether there are bundles to choose from, and kernels that would hear of it. */
function canSwitch(snapshot: ISnapshot): boolean {
  const bundles = valueOf(snapshot.policy)?.bundles ?? [];
  const shared =
    valueOf(snapshot.whoami)?.environment === 'studio-shared-space';
  return bundles.length > 0 && !shared && valueOf(snapshot.guard) !== null;
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
  budgets: IBudgets | null,
  trans: TranslationBundle,
  locale: string | undefined
): string | null {
  if (spend.month_to_date !== null) {
    const amount = money(spend.month_to_date, spend.currency, locale);
    const limit = budgetOf(budgets, spend)?.limit;
    return limit
      ? trans.__('%1 of %2', amount, money(limit, spend.currency, locale, true))
      : amount;
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

/** Whether there may be untagged ones that could not be read. */
function isUnknown({ scan }: ISnapshot): boolean {
  const value = valueOf(scan);
  return value ? !value.complete : scan.kind === 'failed';
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
  if (blockedKeys(snapshot)) {
    return { shape: 'block', tone: 'error' };
  }
  if (untagged > 0) {
    return { shape: 'warn', tone: 'warn' };
  }
  return { shape: calmShape(snapshot), tone: undefined };
}

/** What it is where nothing is to be done. */
function calmShape(snapshot: ISnapshot): Shape {
  if (isUnknown(snapshot)) {
    return 'unknown';
  }
  if (valueOf(snapshot.spend)?.state === 'no-permission') {
    return 'lock';
  }
  const shared =
    valueOf(snapshot.whoami)?.environment === 'studio-shared-space';
  return shared ? 'users' : 'tag';
}

export interface IStatusProps {
  model: ICostTags;
  surroundings: Pick<ISurroundings, 'trans' | 'locale'>;
  onOpen: () => void;
  /** Offer the bundles, at the bundle's name. */
  onSwitch: (anchor: HTMLElement) => void;
}

/** The whole item opens the panel; the bundle's name in it offers the others. */
export function StatusItem(props: IStatusProps): React.JSX.Element {
  const { trans, locale } = props.surroundings;
  const { shape, tone, parts, who } = statusText(
    useSnapshot(props.model),
    trans,
    locale
  );
  return (
    <span className="jp-CostTags-status">
      <button
        type="button"
        className="jp-CostTags-status-open"
        title={trans.__('Show Cost Tags')}
        aria-label={parts.join(' · ')}
        onClick={props.onOpen}
      />
      <Icon shape={shape} tone={tone} />
      <bdi className="jp-CostTags-status-words">
        {parts.map((part, index) => (
          <React.Fragment key={index}>
            {index > 0 && <span aria-hidden="true">{' · '}</span>}
            {index === who ? (
              <button
                type="button"
                className="jp-CostTags-status-who"
                title={trans.__('Choose another bundle')}
                aria-label={trans.__('%1: choose another bundle', part)}
                aria-haspopup="menu"
                aria-expanded="false"
                onClick={event => props.onSwitch(event.currentTarget)}
              >
                {part}
              </button>
            ) : (
              <span aria-hidden="true">{part}</span>
            )}
          </React.Fragment>
        ))}
      </bdi>
    </span>
  );
}
