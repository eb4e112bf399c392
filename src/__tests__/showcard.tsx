// A card with a model and a notebook around it, and what tests ask of it.
import { screen } from '@testing-library/react';
import * as React from 'react';
import { Card } from '../card/card';
import { readCard } from '../card/read';
import type { INotebookState } from '../notebook/choice';
import type { ISnapshot } from '../tokens';
import type { IScannedResource } from '../types';
import { FakeModel, show } from './around';
import { FakeNotebook, NOTHING } from './fakenotebook';
import { cardData } from './guardmakers';
import { ready, scan, snapshot } from './makers';

export const onPick = jest.fn<undefined, [readonly IScannedResource[]]>();
export const onChoose = jest.fn();

export interface IShown {
  model: FakeModel;
  notebook: FakeNotebook;
}

export function showCard(
  data: Record<string, unknown> = {},
  changes: Partial<ISnapshot> = {},
  state: INotebookState = NOTHING
): IShown {
  const card = readCard(cardData(data));
  if (!card) {
    throw new Error('no card');
  }
  const model = new FakeModel(snapshot({ scan: ready(scan([])), ...changes }));
  const notebook = new FakeNotebook(state);
  show(
    <Card
      card={card}
      model={model}
      notebook={notebook}
      onPick={onPick}
      onChoose={onChoose}
    />
  );
  return { model, notebook };
}

export const card = () => screen.getByRole('group', { name: /Cost tags/ });
export const button = (name: string | RegExp) =>
  screen.getByRole('button', { name });
/** The words on the card's buttons. */
export const names = () =>
  screen.queryAllByRole('button').map(one => one.textContent);
export const icon = () =>
  card().querySelector('[data-icon]')?.getAttribute('data-icon');

/** Fixes are followed as the model does. */
export function follow(model: FakeModel): void {
  model.fixes.changed.connect(() => {
    model.set({ ...model.snapshot, rows: model.fixes.rows });
  });
}
