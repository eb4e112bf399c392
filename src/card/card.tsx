// The card below a cell: what the guard did, and the one thing to do about it.
import * as React from 'react';
import { Icon, type Shape, type Tone } from '../icons';
import { tagsInForce } from '../notebook/decide';
import type { INotebook } from '../notebook/notebook';
import { useNotebook } from '../notebook/usenotebook';
import { useSurroundings } from '../surroundings';
import { useSnapshot } from '../snapshot';
import type { ICostTags } from '../tokens';
import type { IScannedResource } from '../types';
import { BlockedActions } from './blocked';
import { proposal, sentOf, type Now } from './decide';
import { Facts } from './facts';
import { SentActions } from './sent';
import { Details, Sentence } from './sentence';
import { useFixing } from './fixing';
import type { ICard } from './read';

export interface ICardProps {
  card: ICard;
  model: ICostTags;
  /** The notebook that it is shown in; null elsewhere. */
  notebook: INotebook | null;
  /** Open the picker for these resources. */
  onPick: (resources: readonly IScannedResource[]) => void;
  /** Open the choice of tags for the notebook. */
  onChoose: (notebook: INotebook) => void;
}

export function Card(props: ICardProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { card, model, notebook } = props;
  const snapshot = useSnapshot(model);
  const state = useNotebook(notebook);
  const fixing = useFixing(card, model, snapshot);
  const { now } = fixing;
  const [shape, tone] = iconOf(card, now);
  const isBlocked = card.verdict === 'blocked';
  return (
    <div
      role="group"
      className="jp-CostTags-card-body"
      aria-label={trans.__('Cost tags of this launch')}
      data-verdict={card.verdict}
      data-now={now.kind}
    >
      <Icon shape={shape} tone={tone} />
      <div className="jp-CostTags-card-main">
        <p>
          <Sentence card={card} open={isOpen(now)} />
        </p>
        <Details card={card} />
        <Facts card={card} snapshot={snapshot} />
        {isBlocked && <BlockedActions {...props} snapshot={snapshot} />}
        {!isBlocked && sentOf(card).length > 0 && (
          <SentActions
            card={card}
            fixing={fixing}
            whoami={snapshot.whoami}
            set={proposal(card, snapshot, tagsInForce(snapshot, state))}
            onPick={props.onPick}
          />
        )}
      </div>
    </div>
  );
}

/** Whether there is still something to do that counts. */
function isOpen(now: Now): boolean {
  return (
    (now.kind === 'open' && !now.ended) ||
    now.kind === 'refused' ||
    now.kind === 'busy'
  );
}

function iconOf(card: ICard, now: Now): readonly [Shape, Tone | undefined] {
  if (card.verdict === 'blocked') {
    return ['block', 'error'];
  }
  if (card.resources.every(one => one.outcome !== 'sent')) {
    const unknown = card.resources.some(one => one.outcome === 'failed');
    return [unknown ? 'unknown' : 'info', undefined];
  }
  if (card.verdict === 'missing' || card.verdict === 'resent') {
    return ICONS[now.kind];
  }
  return card.limit === null ? ['tag', 'brand'] : ['warn', 'warn'];
}

/** Of a launch that lacked something. */
const ICONS: Readonly<Record<Now['kind'], readonly [Shape, Tone | undefined]>> =
  {
    open: ['warn', 'warn'],
    busy: ['warn', 'warn'],
    refused: ['error', 'error'],
    applied: ['ok', 'ok'],
    tagged: ['ok', 'ok'],
    lost: ['info', undefined]
  };
