// Fixing from a card: find what it names, write, and let it be taken back.
import * as React from 'react';
import { isSettled } from '../parts/trouble';
import { failureOf, type Failure } from '../resource';
import type { ICostTags, ISnapshot } from '../tokens';
import type { IScannedResource, Tags } from '../types';
import { found, lacking, nowOf, sentOf, type Now } from './decide';
import type { ICard } from './read';

export interface IFixing {
  /** The card's resources as they are known; those of the last question, else of the scan. */
  readonly resources: readonly IScannedResource[];
  readonly now: Now;
  /** Why the resources could not be found. */
  readonly failure: Failure | null;
  readonly add: (set: Tags) => void;
  readonly undo: () => void;
  /** Stop the clock of undo while a person is on it. */
  readonly hold: (held: boolean) => void;
  /** The resources, asked for where no scan has them; null when they can't be had. */
  readonly find: () => Promise<readonly IScannedResource[] | null>;
}

export function useFixing(
  card: ICard,
  model: ICostTags,
  snapshot: ISnapshot
): IFixing {
  const [asked, setAsked] = React.useState<readonly IScannedResource[]>([]);
  const [isFinding, setFinding] = React.useState(false);
  const [failure, setFailure] = React.useState<Failure | null>(null);
  const sent = sentOf(card);
  const resources = sent.flatMap(named => {
    const known =
      found(snapshot, named) ??
      asked.find(one => one.kind === named.kind && one.name === named.name);
    return known ? [known] : [];
  });
  const find = async () => {
    setFinding(true);
    setFailure(null);
    try {
      const all: IScannedResource[] = [];
      for (const named of sent) {
        all.push(
          found(snapshot, named) ??
            (await model.resolve(named.kind, named.name))
        );
      }
      setAsked(all);
      return all;
    } catch (error) {
      setFailure(failureOf(error));
      return null;
    } finally {
      setFinding(false);
    }
  };
  const add = async (set: Tags) => {
    for (const resource of (await find()) ?? []) {
      const tags = lacking(resource, set);
      if (Object.keys(tags).length > 0) {
        await model.fixes.apply(resource, tags);
      }
    }
  };
  const undo = async () => {
    for (const resource of resources) {
      await model.fixes.undo(resource);
    }
  };
  const known = nowOf(
    resources,
    snapshot.rows,
    resources.length === sent.length
  );
  const isLost = failure !== null && isSettled(failure);
  return {
    resources,
    now: isFinding ? { kind: 'busy' } : isLost ? { kind: 'lost' } : known,
    failure,
    find,
    add: set => void add(set),
    undo: () => void undo(),
    hold: held => resources.forEach(({ id }) => model.fixes.hold(id, held))
  };
}
