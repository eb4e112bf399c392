// The card's second line: the price, what AWS has, the mode; what is allowed where it was blocked.
import * as React from 'react';
import { Code, Name } from '../parts/basics';
import { Listed } from '../parts/listed';
import { Money } from '../parts/money';
import { valueOf } from '../resource';
import { rich, useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { ISnapshot } from '../tokens';
import type { ILaunch } from '../types';
import { readBack } from './decide';
import type { ICard, IMissingKey } from './read';

const MOST_VALUES = 8;

export function Facts(props: {
  card: ICard;
  snapshot: ISnapshot;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { card, snapshot } = props;
  const facts = [
    card.verdict === 'blocked' ? (
      <Allowed card={card} />
    ) : (
      readBackFact(trans, card, snapshot)
    ),
    // What was not sent costs nothing, unless the price is why.
    card.verdict === 'blocked' && card.limit === null
      ? null
      : ceilingFact(trans, card),
    trans.__('mode: %1', modeName(trans, card.mode))
  ].filter(fact => fact !== null);
  return (
    <p className="jp-CostTags-small jp-CostTags-muted">
      {facts.map((fact, index) => (
        <React.Fragment key={index}>
          {index > 0 && ' · '}
          {fact}
        </React.Fragment>
      ))}
    </p>
  );
}

type Trans = ReturnType<typeof useSurroundings>['trans'];

function ceilingFact(trans: Trans, { ceiling, limit }: ICard): React.ReactNode {
  if (!ceiling) {
    return null;
  }
  if (ceiling.amount === null) {
    return ceiling.reason === null
      ? null
      : trans.__('No price ceiling: %1', visible(ceiling.reason));
  }
  const most = (
    <Money amount={ceiling.amount} currency={ceiling.currency} estimate />
  );
  const basis = <bdi>{visible(ceiling.basis ?? '')}</bdi>;
  return limit === null
    ? rich(
        (...slots) => trans.__('At most %1 (%2, list price)', ...slots),
        most,
        basis
      )
    : rich(
        (...slots) =>
          trans.__(
            'At most %1 (%2, list price), above the limit of %3',
            ...slots
          ),
        most,
        basis,
        <Money amount={limit} currency={ceiling.currency} />
      );
}

// Of a launch that the sentence says lacks something, this is no news.
const EXPECTED: ReadonlySet<string> = new Set([
  'pending',
  'incomplete',
  'complete'
]);

function isNews(card: ICard, verified: ILaunch['verified']): boolean {
  const isFull = card.verdict === 'filled' || card.verdict === 'complete';
  return isFull || !EXPECTED.has(verified);
}

/** What AWS has: the server asked once after the call. */
function readBackFact(
  trans: Trans,
  card: ICard,
  snapshot: ISnapshot
): string | null {
  const told = readBack(card, snapshot);
  if (!told || !isNews(card, told.verified)) {
    return null;
  }
  const required = (valueOf(snapshot.policy)?.keys ?? []).filter(
    rule => rule.required
  ).length;
  const incomplete =
    told.note === null
      ? trans.__('Read back from AWS: not all required tags')
      : visible(told.note);
  const words: Readonly<Record<ILaunch['verified'], string>> = {
    complete: trans._n(
      'Read back from AWS: %1 of %1 required tag',
      'Read back from AWS: %1 of %1 required tags',
      required
    ),
    pending: trans.__('Reading back from AWS…'),
    repaired: incomplete,
    incomplete,
    gone: trans.__('It no longer exists'),
    unknown: trans.__('What AWS has could not be read back')
  };
  return words[told.verified];
}

/** The values that would do, key by key; and that nothing happened. */
function Allowed({ card }: { card: ICard }): React.JSX.Element {
  const { trans } = useSurroundings();
  const lists = card.missing.filter(({ allowed }) => allowed.length > 0);
  return (
    <>
      {lists.map((missing, index) => (
        <React.Fragment key={index}>
          {card.missing.length === 1
            ? rich(
                (...slots) => trans.__('Allowed: %1.', ...slots),
                <Values missing={missing} />
              )
            : rich(
                (...slots) => trans.__('Allowed for %1: %2.', ...slots),
                <Code text={missing.key} />,
                <Values missing={missing} />
              )}{' '}
        </React.Fragment>
      ))}
      {trans.__('Nothing was created.')}
    </>
  );
}

function Values({ missing }: { missing: IMissingKey }): React.JSX.Element {
  const { allowed, labels } = missing;
  return (
    <Listed most={MOST_VALUES}>
      {allowed.map((value, index) => (
        <Name key={index} text={`${value} ${labelOf(labels, value)}`.trim()} />
      ))}
    </Listed>
  );
}

function labelOf(labels: IMissingKey['labels'], value: string): string {
  return new Map(Object.entries(labels)).get(value) ?? '';
}

function modeName(trans: Trans, mode: ICard['mode']): string {
  const names: Readonly<Record<ICard['mode'], string>> = {
    off: trans.__('off'),
    warn: trans.__('warn'),
    fill: trans.__('fill'),
    block: trans.__('block')
  };
  return names[mode];
}
