// The panel as Lumino sees it: a widget that tells the model when it is on screen.
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import * as React from 'react';
import { costTagsIcon } from './icon';
import type { ISurroundings } from './surroundings';
import type { ICostTags, INamed } from './tokens';
import type { IScannedResource } from './types';
import type { Picking } from './view';

/** What is shown is loaded when it is shown: JupyterLab's start does not wait for it. */
const View = React.lazy(async () => ({
  default: (await import('./lazy')).View
}));

export interface IPanelOptions {
  model: ICostTags;
  surroundings: Omit<ISurroundings, 'today'>;
  /** Called with the collapsed sections when one changes. */
  onCollapsed: (collapsed: readonly string[]) => void;
  /** Opens the settings; null when there is no editor for them. */
  onSettings: (() => void) | null;
  /** Opens the table of all resources. */
  onInventory: () => void;
}

export class CostTagsPanel extends ReactWidget {
  constructor(private readonly _options: IPanelOptions) {
    super();
    const { trans } = _options.surroundings;
    this.id = 'jp-CostTags';
    this.addClass('jp-CostTags');
    this.title.icon = costTagsIcon;
    this.title.caption = trans.__('Cost tags');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Cost tags'));
  }

  /** Show these sections collapsed: those that were when JupyterLab closed. */
  collapse(sections: readonly string[]): void {
    this._collapsed = new Set(sections);
    this.update();
  }

  /** Open the picker for all jobs that need a tag. */
  fixAll(): void {
    this._pick({ job: null });
  }

  /** Open the picker for these resources. */
  pick(resources: readonly IScannedResource[]): void {
    const [job = null, ...others] = resources;
    this._pick({ job: others.length === 0 ? job : null, among: resources });
  }

  /** Put the focus on a resource's row, if there is one. */
  reveal(named: INamed): void {
    const collapsed = new Set(this._collapsed);
    collapsed.delete('scan');
    collapsed.delete('recent');
    this._collapsed = collapsed;
    this._revealed = { ...named }; // another object each time: the same row may be asked for again
    this.update();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    if (this.isVisible) {
      void this._options.model.show();
    }
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    void this._options.model.show();
  }

  protected override onAfterHide(message: Message): void {
    super.onAfterHide(message);
    this._options.model.hide();
  }

  protected override onBeforeDetach(message: Message): void {
    this._options.model.hide();
    super.onBeforeDetach(message);
  }

  protected override render(): React.JSX.Element {
    const { model, surroundings, onSettings, onInventory } = this._options;
    return (
      <React.Suspense fallback={null}>
        <View
          model={model}
          surroundings={surroundings}
          collapsed={this._collapsed}
          picking={this._picking}
          revealed={this._revealed}
          onToggle={section => this._toggle(section)}
          onPick={picking => this._pick(picking)}
          onSettings={onSettings}
          onInventory={onInventory}
        />
      </React.Suspense>
    );
  }

  private _pick(picking: Picking): void {
    this._picking = picking;
    this.update();
  }

  private _toggle(section: string): void {
    const collapsed = new Set(this._collapsed);
    if (!collapsed.delete(section)) {
      collapsed.add(section);
    }
    this._collapsed = collapsed;
    this._options.onCollapsed([...collapsed]);
    this.update();
  }

  private _collapsed: ReadonlySet<string> = new Set();
  private _picking: Picking = null;
  private _revealed: INamed | null = null;
}
