// The table of all resources as Lumino sees it: a tab of the main area.
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import * as React from 'react';
import { costTagsIcon } from './icon';
import type { IInventoryProps } from './inventory/inventory';

const Inventory = React.lazy(async () => ({
  default: (await (await import('./lazy')).inventory()).Inventory
}));

export class InventoryWidget extends ReactWidget {
  constructor(private readonly _props: IInventoryProps) {
    super();
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
    return (
      <React.Suspense fallback={null}>
        <Inventory {...this._props} />
      </React.Suspense>
    );
  }
}
