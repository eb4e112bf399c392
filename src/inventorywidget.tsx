// The table of all resources as Lumino sees it: a tab of the main area.
import type { INotebookTracker } from '@jupyterlab/notebook';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import * as React from 'react';
import { costTagsIcon } from './icon';
import type { IInventoryProps } from './inventory/inventory';

const Inventory = React.lazy(async () => ({
  default: (await (await import('./lazy')).inventory()).Inventory
}));

export interface IInventoryWidgetProps extends Omit<
  IInventoryProps,
  'notebook'
> {
  /** Where the notebook is from that the table may be about. */
  notebooks: INotebookTracker | null;
}

export class InventoryWidget extends ReactWidget {
  constructor(private readonly _props: IInventoryWidgetProps) {
    super();
    _props.notebooks?.currentChanged.connect(() => this.update(), this);
    const { trans } = _props.surroundings;
    this.id = 'jp-CostTags-inventory';
    this.addClass('jp-CostTags');
    this.addClass('jp-mod-inventory');
    this.title.icon = costTagsIcon;
    this.title.label = trans.__('Cost tags: resources');
    this.title.closable = true;
    this.node.tabIndex = -1;
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this._props.model.show(this.id);
  }

  protected override onAfterHide(message: Message): void {
    this._props.model.hide(this.id);
    super.onAfterHide(message);
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) {
      void this._props.model.show(this.id);
    }
  }

  protected override onBeforeDetach(message: Message): void {
    this._props.model.hide(this.id);
    super.onBeforeDetach(message);
  }

  /** The table takes the focus; while it isn't there, the tab does, so that it is the current one. */
  protected override onActivateRequest(): void {
    const grid = this.node.querySelector<HTMLElement>('.jp-CostTags-grid');
    (grid ?? this.node).focus();
  }

  protected override render(): React.JSX.Element {
    const { model, surroundings, notebooks } = this._props;
    return (
      <React.Suspense fallback={null}>
        <Inventory
          model={model}
          surroundings={surroundings}
          notebook={notebooks?.currentWidget?.context.localPath ?? null}
        />
      </React.Suspense>
    );
  }
}
