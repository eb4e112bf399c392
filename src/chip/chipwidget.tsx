// The chip as Lumino sees it; what it shows is loaded after JupyterLab stands.
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { IChipProps } from './chip';

const ChipButton = React.lazy(async () => ({
  default: (await import('../lazy')).ChipButton
}));

export class ChipWidget extends ReactWidget {
  constructor(private readonly _props: IChipProps) {
    super();
    this.addClass('jp-CostTags-chip-widget');
  }

  /** Show it or not, as the settings say. */
  want(isWanted: boolean): void {
    this.setHidden(!isWanted);
  }

  protected override render(): React.JSX.Element {
    return (
      <React.Suspense fallback={null}>
        <ChipButton {...this._props} />
      </React.Suspense>
    );
  }
}
