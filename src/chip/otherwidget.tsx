// The dialog for a notebook's tags as Lumino sees it: on top of everything, gone when it closes.
import { ReactWidget } from '@jupyterlab/ui-components';
import { Widget } from '@lumino/widgets';
import * as React from 'react';
import { Around } from '../around';
import type { INotebook } from '../notebook/notebook';
import { useSnapshot } from '../snapshot';
import type { ISurroundings } from '../surroundings';
import type { ICostTags } from '../tokens';
import { OtherTags } from './other';

export interface IOtherTagsOptions {
  model: ICostTags;
  notebook: INotebook;
  surroundings: Omit<ISurroundings, 'today'>;
}

class OtherTagsWidget extends ReactWidget {
  constructor(private readonly _options: IOtherTagsOptions) {
    super();
    this.addClass('jp-CostTags');
    this.addClass('jp-CostTags-over');
  }

  protected override render(): React.JSX.Element {
    const { model, surroundings } = this._options;
    return (
      <Around model={model} surroundings={surroundings}>
        <Shown {...this._options} onClose={() => this._close()} />
      </Around>
    );
  }

  /** Not while React is still drawing what asked for it. */
  private _close(): void {
    setTimeout(() => this.dispose());
  }
}

function Shown(
  props: IOtherTagsOptions & { onClose: () => void }
): React.JSX.Element {
  return <OtherTags {...props} snapshot={useSnapshot(props.model)} />;
}

/** Ask for a notebook's tags; the dialog gives the focus back. */
export function openOtherTags(options: IOtherTagsOptions): void {
  Widget.attach(new OtherTagsWidget(options), document.body);
}
