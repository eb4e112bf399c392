// The badge as Lumino sees it.
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';
import { Around } from '../around';
import type { IMark } from '../notebook/metadata';
import type { ISurroundings } from '../surroundings';
import type { ICostTags } from '../tokens';
import { Badge } from './badge';

export interface IBadgeOptions {
  model: ICostTags;
  surroundings: Omit<ISurroundings, 'today'>;
  onOpen: (mark: IMark) => void;
}

export class BadgeWidget extends ReactWidget {
  constructor(private readonly _options: IBadgeOptions) {
    super();
    this.addClass('jp-CostTags-badge');
  }

  /** Show these launches. */
  set marks(marks: readonly IMark[]) {
    this._marks = marks;
    this.update();
  }

  protected override render(): React.JSX.Element {
    const { model, surroundings, onOpen } = this._options;
    return (
      <Around model={model} surroundings={surroundings}>
        <Badge marks={this._marks} model={model} onOpen={onOpen} />
      </Around>
    );
  }

  private _marks: readonly IMark[] = [];
}
