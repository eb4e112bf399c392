// The launches of one cell: written into its metadata as their cards arrive, shown at its prompt.
import type { Cell, ICodeCellModel } from '@jupyterlab/cells';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { PanelLayout } from '@lumino/widgets';
import { CARD_TYPE } from '../card/read';
import {
  MEMBER,
  merged,
  readMarks,
  withMarks,
  type IMark
} from '../notebook/metadata';
import { BadgeWidget, type IBadgeOptions } from './badgewidget';
import { marksOf } from './decide';

const LONG_PROMPT = 100; // from here on the number takes the badge's place

type Outputs = ICodeCellModel['outputs'];
type Change = Outputs['changed'] extends ISignal<Outputs, infer C> ? C : never;

export interface ICellBadgeOptions extends IBadgeOptions {
  /** Whether badges are wanted: a setting. */
  isWanted: () => boolean;
}

export class CellBadge implements IDisposable {
  constructor(
    private readonly _cell: Cell<ICodeCellModel>,
    private readonly _options: ICellBadgeOptions
  ) {
    const { model } = _cell;
    model.outputs.changed.connect((_, change) => this._onOutputs(change), this);
    model.metadataChanged.connect(() => this.draw(), this);
    model.stateChanged.connect(() => this.draw(), this);
    _cell.disposed.connect(() => this.dispose(), this);
    void _cell.ready.then(() => this.draw());
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._widget?.dispose();
    Signal.clearData(this);
  }

  /** The cell is about to be run: what it launched before is over, once it is done. */
  begin(): void {
    this._fresh = [];
  }

  /** The cell has been run: it has the launches that it made, none if there were none. */
  end(): void {
    if (this._fresh?.length === 0) {
      this._write([]);
    }
  }

  /** Show the badge, or take it away. */
  draw(): void {
    const { inputArea } = this._cell;
    if (this._isDisposed || this._cell.isDisposed || !inputArea) {
      return;
    }
    const marks = this._options.isWanted() ? this._marks() : [];
    if (marks.length === 0) {
      this._widget?.dispose();
      this._widget = null;
      return;
    }
    if (!this._widget || this._widget.isDisposed) {
      this._widget = new BadgeWidget(this._options);
      (inputArea.layout as PanelLayout).addWidget(this._widget);
      inputArea.addClass('jp-CostTags-badged');
    }
    this._widget.marks = marks;
    const count = this._cell.model.executionCount ?? 0;
    inputArea.toggleClass('jp-mod-long', count >= LONG_PROMPT);
  }

  private _marks(): readonly IMark[] {
    return readMarks(this._cell.model.getMetadata(MEMBER));
  }

  private _onOutputs(change: Change): void {
    const marks = change.newValues.flatMap(output =>
      marksOf(output.data[CARD_TYPE])
    );
    if (marks.length > 0) {
      const all = merged(this._fresh ?? this._marks(), marks);
      this._fresh = this._fresh && all;
      this._write(all);
    }
  }

  private _write(marks: readonly IMark[]): void {
    const { model } = this._cell;
    const before: unknown = model.getMetadata(MEMBER);
    const next = withMarks(before, marks);
    if (!this._options.isWanted()) {
      return;
    }
    if (next) {
      model.setMetadata(MEMBER, next);
    } else if (before !== undefined) {
      model.deleteMetadata(MEMBER);
    }
  }

  private _widget: BadgeWidget | null = null;
  /** Launches since the cell was last run in this page; null: it was not. */
  private _fresh: readonly IMark[] | null = null;
  private _isDisposed = false;
}
