// The open notebooks, by their panel or by what is in them.
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Token } from '@lumino/coreutils';
import type { ICostTags } from '../tokens';
import type { Answers } from './answers';
import { Notebook, type INotebook } from './notebook';

/** Finds what is known of an open notebook. */
export interface INotebooks {
  of(panel: NotebookPanel): INotebook;
  /** The notebook in which an element is shown; null outside notebooks. */
  around(node: Node): INotebook | null;
  /** The notebook of a kernel; null when it isn't open here. */
  byKernel(kernelId: string | null): INotebook | null;
}

export const INotebooks = new Token<INotebooks>(
  'jupyter-cost-tags:INotebooks',
  'The cost tags of open notebooks.'
);

export class Notebooks implements INotebooks {
  constructor(
    private readonly _tracker: INotebookTracker,
    private readonly _model: ICostTags,
    private readonly _answers: Answers
  ) {
    _tracker.forEach(panel => this.of(panel));
    _tracker.widgetAdded.connect((_, panel) => this.of(panel));
  }

  of(panel: NotebookPanel): INotebook {
    const known = this._known.get(panel);
    if (known) {
      return known;
    }
    const made = new Notebook({
      panel,
      model: this._model,
      answers: this._answers
    });
    this._known.set(panel, made);
    return made;
  }

  around(node: Node): INotebook | null {
    return this._found(panel => panel.node.contains(node));
  }

  byKernel(kernelId: string | null): INotebook | null {
    return this._found(
      panel =>
        kernelId !== null &&
        panel.sessionContext.session?.kernel?.id === kernelId
    );
  }

  private _found(test: (panel: NotebookPanel) => boolean): INotebook | null {
    const panel = this._tracker.find(test);
    return panel ? this.of(panel) : null;
  }

  private readonly _known = new WeakMap<NotebookPanel, Notebook>();
}
