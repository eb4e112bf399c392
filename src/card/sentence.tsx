// What a card says: what was launched, without what, with what; and what is wrong with it.
import * as React from 'react';
import { Code, Name } from '../parts/basics';
import { Listed } from '../parts/listed';
import { rich, useSurroundings } from '../surroundings';
import { visible } from '../text';
import { kindName, sourceName } from '../words';
import type { ICard, ICardResource } from './read';

const MOST_NAMES = 3;
const MOST_KEYS = 8;

export function Sentence(props: {
  card: ICard;
  /** Whether it still has to be tagged. */
  open: boolean;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { card } = props;
  if (card.verdict === 'blocked') {
    return <Blocked card={card} />;
  }
  if (card.resources.every(one => one.outcome !== 'sent')) {
    return <NotSent resources={card.resources} />;
  }
  const unassigned = props.open && card.missing.length > 0;
  return (
    <>
      <Launched card={card} />
      {unassigned &&
        ` ${
          card.resources.length > 1
            ? trans.__('Their cost can’t be assigned until they are tagged.')
            : trans._n(
                'Its cost can’t be assigned until you add it.',
                'Its cost can’t be assigned until you add them.',
                card.missing.length
              )
        }`}
    </>
  );
}

function Launched({ card }: { card: ICard }): React.JSX.Element {
  const { trans } = useSurroundings();
  const what = (
    <Resources resources={card.resources.filter(isSent)} more={card.more} />
  );
  switch (card.verdict) {
    case 'filled':
      return (
        <>
          {rich(
            (...slots) => trans.__('Launched %1 and added %2.', ...slots),
            what,
            <Added card={card} />
          )}
        </>
      );
    case 'resent':
      return (
        <>
          {rich(
            (...slots) =>
              trans.__(
                'Launched %1 as you wrote it: AWS refused the added tags.',
                ...slots
              ),
            what
          )}
        </>
      );
    default:
      return (
        <>
          {card.missing.length > 0
            ? rich(
                (...slots) => trans.__('Launched %1 without %2.', ...slots),
                what,
                <Keys keys={card.missing.map(({ key }) => key)} />
              )
            : rich((...slots) => trans.__('Launched %1.', ...slots), what)}
        </>
      );
  }
}

function Blocked({ card }: { card: ICard }): React.JSX.Element {
  const { trans } = useSurroundings();
  const last = card.resources[card.resources.length - 1];
  const operation = (
    <strong className="jp-CostTags-strong">
      {rich(
        (...slots) => trans.__('%1 not sent:', ...slots),
        <Name text={last?.operation ?? ''} />
      )}
    </strong>
  );
  if (card.missing.length > 0) {
    return (
      <>
        {operation}{' '}
        {rich(
          (...slots) => trans.__('missing %1.', ...slots),
          <Keys keys={card.missing.map(({ key }) => key)} />
        )}
      </>
    );
  }
  return (
    <>
      {operation}{' '}
      {card.invalid.length > 0 || card.limit === null
        ? trans.__('the policy doesn’t allow one of its tags.')
        : trans.__('it may cost more than the policy’s limit.')}
    </>
  );
}

/** None was created: by AWS's word, or nobody knows. */
function NotSent(props: {
  resources: readonly ICardResource[];
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const unknown = props.resources.some(one => one.outcome === 'failed');
  return (
    <>
      {rich(
        (...slots) =>
          unknown
            ? trans.__(
                'No answer for %1: whether it was created isn’t known.',
                ...slots
              )
            : trans.__('AWS refused %1. Nothing was created.', ...slots),
        <Resources resources={props.resources} more={0} />
      )}
    </>
  );
}

/** One by its name, a few by theirs, many counted. */
function Resources(props: {
  resources: readonly ICardResource[];
  more: number;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { resources, more } = props;
  const count = resources.length + more;
  return count > MOST_NAMES ? (
    <span className="jp-CostTags-strong">
      {trans._n('%1 resource', '%1 resources', count)}
    </span>
  ) : (
    <Listed>
      {resources.map((one, index) => (
        <Name
          key={index}
          className="jp-CostTags-strong"
          text={one.name === '' ? one.operation : one.name}
          title={kindName(trans, one.kind)}
        />
      ))}
    </Listed>
  );
}

function Keys(props: { keys: readonly string[] }): React.JSX.Element {
  return (
    <Listed most={MOST_KEYS}>
      {props.keys.map((key, index) => (
        <Code key={index} text={key} />
      ))}
    </Listed>
  );
}

/** The added tags, each with the layer that it came from. */
function Added({ card }: { card: ICard }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <Listed most={MOST_KEYS}>
      {card.added.map(({ key, value, source }, index) => (
        <React.Fragment key={index}>
          <Code text={`${key}=${value}`} /> ({sourceName(trans, source)})
        </React.Fragment>
      ))}
    </Listed>
  );
}

/** Lines below the sentence: what else was added, what is spelled wrong, what all the names are. */
export function Details({ card }: { card: ICard }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const lines = [
    ...(card.verdict === 'missing' && card.added.length > 0
      ? [
          rich(
            (...slots) => trans.__('Added %1.', ...slots),
            <Added card={card} />
          )
        ]
      : []),
    ...faults(trans, card),
    ...refusedOnes(card),
    ...names(trans, card)
  ];
  return lines.length === 0 ? null : (
    <ul className="jp-CostTags-card-lines jp-CostTags-small">
      {lines.slice(0, 20).map((line, index) => (
        <li key={index}>{line}</li>
      ))}
    </ul>
  );
}

type Trans = ReturnType<typeof useSurroundings>['trans'];

function faults(trans: Trans, card: ICard): readonly React.ReactNode[] {
  return [
    ...card.invalid.map(({ key, value, suggestion }) => (
      <>
        {rich(
          (...slots) => trans.__('%1 isn’t allowed.', ...slots),
          <Code text={`${key}=${value}`} />
        )}
        {suggestion !== null && <Meant word={suggestion} />}
      </>
    )),
    ...card.near.map(({ key, meant }) => (
      <>
        {rich(
          (...slots) => trans.__('%1 isn’t a key of the policy.', ...slots),
          <Code text={key} />
        )}
        <Meant word={meant} />
      </>
    )),
    ...(card.steps.length > 0
      ? [
          rich(
            (...slots) =>
              trans.__('Steps without tags of their own: %1.', ...slots),
            <Keys keys={card.steps.map(({ name }) => name)} />
          )
        ]
      : [])
  ];
}

function Meant({ word }: { word: string }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <>
      {' '}
      {rich(
        (...slots) => trans.__('Did you mean %1?', ...slots),
        <Code text={word} />
      )}
    </>
  );
}

/** Where AWS made some and refused others. */
function refusedOnes(card: ICard): readonly React.ReactNode[] {
  const others = card.resources.filter(one => !isSent(one));
  const isMixed = others.length > 0 && card.resources.some(isSent);
  return isMixed && card.verdict !== 'blocked'
    ? [<NotSent key="refused" resources={others} />]
    : [];
}

/** All names with their kinds, where the sentence only counts them or there are several. */
function names(trans: Trans, card: ICard): readonly React.ReactNode[] {
  const sent = card.resources.filter(isSent);
  if (sent.length < 2) {
    return [];
  }
  const told = sent
    .slice(0, 10)
    .map(one => `${kindName(trans, one.kind)} ${visible(one.name)}`);
  const left = sent.length - told.length + card.more;
  return [
    <bdi key="names">
      {[
        ...told,
        ...(left > 0 ? [trans.__('and %1 more', String(left))] : [])
      ].join(' · ')}
    </bdi>
  ];
}

function isSent(one: ICardResource): boolean {
  return one.outcome === 'sent';
}
