// The badges of all open notebooks.
import type { Cell, ICodeCellModel } from '@jupyterlab/cells';
import {
  NotebookActions,
  type INotebookTracker,
  type NotebookPanel
} from '@jupyterlab/notebook';
import { CellBadge, type ICellBadgeOptions } from './cellbadge';

export class Badges {
  constructor(
    tracker: INotebookTracker,
    private readonly _options: ICellBadgeOptions
  ) {
    tracker.forEach(panel => this._follow(panel));
    tracker.widgetAdded.connect((_, panel) => this._follow(panel));
    NotebookActions.executionScheduled.connect((_, { cell }) =>
      this._known.get(cell)?.begin()
    );
    NotebookActions.executed.connect((_, { cell }) =>
      this._known.get(cell)?.end()
    );
  }

  /** Draw all anew: the setting changed. */
  draw(): void {
    this._panels.forEach(panel =>
      panel.content.widgets.forEach(cell => this._known.get(cell)?.draw())
    );
  }

  private _follow(panel: NotebookPanel): void {
    this._panels.add(panel);
    panel.disposed.connect(() => this._panels.delete(panel));
    const take = () => this._take(panel);
    const follow = () => {
      panel.content.model?.cells.changed.connect(take);
      take();
    };
    panel.content.modelChanged.connect(follow);
    follow();
  }

  private _take(panel: NotebookPanel): void {
    for (const cell of panel.content.widgets) {
      if (isCode(cell) && !this._known.has(cell)) {
        this._known.set(cell, new CellBadge(cell, this._options));
      }
    }
  }

  private readonly _panels = new Set<NotebookPanel>();
  private readonly _known = new WeakMap<Cell, CellBadge>();
}

function isCode(cell: Cell): cell is Cell<ICodeCellModel> {
  return cell.model.type === 'code';
}
