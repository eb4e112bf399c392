// What can be done about a launch that went out: add, take back, choose; and what became of it.
import * as React from 'react';
import { Icon } from '../icons';
import { Button, Code, Name } from '../parts/basics';
import { Trouble } from '../parts/trouble';
import { valueOf } from '../resource';
import { Refusal } from '../sections/refusal';
import { rich, useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { ISnapshot } from '../tokens';
import type { IScannedResource, Tags } from '../types';
import { effectName } from '../words';
import { sentOf, type Now } from './decide';
import type { IFixing } from './fixing';
import type { ICard } from './read';

const MOST_AT_ONCE = 3; // as a deploy makes; more are for the picker and its preview

export interface ISentProps {
  card: ICard;
  fixing: IFixing;
  whoami: ISnapshot['whoami'];
  /** What the primary button would set; null when a person has to choose. */
  set: Tags | null;
  onPick: (resources: readonly IScannedResource[]) => void;
}

type Trans = ReturnType<typeof useSurroundings>['trans'];

export function SentActions(props: ISentProps): React.JSX.Element | null {
  const { fixing, card } = props;
  const { now, failure } = fixing;
  if (!needsWord(card, now) && !failure) {
    return null;
  }
  return (
    <>
      <div role="status">
        <Became card={card} now={now} />
        {failure && (
          <Trouble failure={failure} whoami={valueOf(props.whoami)} />
        )}
      </div>
      {now.kind !== 'lost' && <Actions {...props} />}
    </>
  );
}

function Actions(props: ISentProps): React.JSX.Element {
  const { hold } = props.fixing;
  return (
    <div
      className="jp-CostTags-card-actions"
      // Undo stays while somebody is on it.
      onMouseEnter={() => hold(true)}
      onMouseLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
    >
      <Primary {...props} />
      <Other {...props} />
    </div>
  );
}

/** A launch with all it needs has nothing to press. */
function needsWord(card: ICard, now: Now): boolean {
  return card.verdict !== 'complete' || now.kind !== 'open';
}

/** What was done since, in place of what was to do. */
function Became(props: { card: ICard; now: Now }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const { now } = props;
  switch (now.kind) {
    case 'open':
      return now.ended && lacks(props.card) ? (
        <Line>
          {trans.__(
            'Ended: a tag is history only. What it cost stays as billed.'
          )}
        </Line>
      ) : null;
    case 'tagged':
      return lacks(props.card) ? (
        <Line>{trans.__('It has all required tags now.')}</Line>
      ) : null;
    case 'applied':
      return (
        <Line>
          {rich(
            (...slots) => trans.__('Added %1 · %2', ...slots),
            <Code text={spelled(now.tags)} />,
            effectName(trans, {
              billing_effect: now.ended ? 'none' : 'from-now'
            })
          )}
        </Line>
      );
    case 'refused':
      return (
        <Line>
          <Name text={now.name} />: <Refusal refused={now.refused} />
        </Line>
      );
    default:
      return null;
  }
}

function Line(props: { children: React.ReactNode }): React.JSX.Element {
  return <p className="jp-CostTags-small">{props.children}</p>;
}

/** One button that stays where it is, and keeps the focus: add, then undo. */
function Primary(props: ISentProps): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const shown = primaryOf(trans, props);
  return (
    shown && (
      <Button kind={shown.kind} title={shown.label} onClick={shown.act}>
        {shown.icon}
        <span className="jp-CostTags-clip">{shown.label}</span>
      </Button>
    )
  );
}

interface IPrimary {
  readonly kind: 'accept' | 'plain';
  readonly icon?: React.JSX.Element;
  readonly label: string;
  readonly act: () => void;
}

function primaryOf(
  trans: Trans,
  { card, fixing, set }: ISentProps
): IPrimary | null {
  const { now } = fixing;
  if (now.kind === 'applied') {
    return undoOf(trans, now, fixing.undo);
  }
  const few = sentOf(card).length <= MOST_AT_ONCE && card.more === 0;
  if (!set || !few || now.kind === 'tagged') {
    return null;
  }
  return now.kind === 'busy'
    ? { kind: 'accept', label: trans.__('Adding…'), act: ignore }
    : {
        kind: now.kind === 'open' && now.ended ? 'plain' : 'accept',
        label: trans.__('Add %1', spelled(set)),
        act: () => fixing.add(set)
      };
}

function undoOf(
  trans: Trans,
  now: Extract<Now, { kind: 'applied' }>,
  undo: () => void
): IPrimary | null {
  if (now.seconds === null) {
    return null;
  }
  const icon = <Icon shape="undo" tone="text" />;
  return now.undoing
    ? { kind: 'plain', icon, label: trans.__('Undoing…'), act: ignore }
    : {
        kind: 'plain',
        icon,
        label: trans.__('Undo (%1 s)', String(now.seconds)),
        act: undo
      };
}

/** Every other value, in the picker and for exactly these resources. */
function Other(props: ISentProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { card, fixing, set } = props;
  const pick = async () => {
    const resources = await fixing.find();
    if (resources) {
      props.onPick(resources);
    }
  };
  const done = fixing.now.kind === 'applied' || fixing.now.kind === 'tagged';
  return (
    <Button onClick={() => void pick()}>
      {lacks(card) && !done
        ? set
          ? trans.__('Other…')
          : trans.__('Add tags…')
        : trans.__('Change…')}
    </Button>
  );
}

/** Whether the launch went out without something. */
function lacks(card: ICard): boolean {
  return card.verdict === 'missing' || card.verdict === 'resent';
}

function ignore(): void {
  // While it works; a disabled button would lose the focus.
}

function spelled(tags: Tags): string {
  return Object.entries(tags)
    .map(([key, value]) => visible(`${key}=${value}`))
    .join(', ');
}
