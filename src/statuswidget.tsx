// The status bar item as Lumino sees it; what it shows is loaded after JupyterLab stands.
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';
import type { IStatusProps } from './status';

const StatusItem = React.lazy(async () => ({
  default: (await import('./lazy')).StatusItem
}));

export class StatusWidget extends ReactWidget {
  constructor(private readonly _props: IStatusProps) {
    super();
    this.addClass('jp-CostTags-status-widget');
  }

  protected override render(): React.JSX.Element {
    return (
      <React.Suspense fallback={null}>
        <StatusItem {...this._props} />
      </React.Suspense>
    );
  }
}
