// Follows the open notebooks, and tells the server what their launches are tagged with.
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { IStateDB } from '@jupyterlab/statedb';

import { Answers } from '../notebook/answers';

import { INotebooks, Notebooks } from '../notebook/notebooks';
import { ICostTags } from '../tokens';

export const notebooksPlugin: JupyterFrontEndPlugin<INotebooks> = {
  id: 'jupyter-cost-tags:notebooks',
  description: 'Tells kernels what the launches of a notebook are tagged with.',
  autoStart: true,
  provides: INotebooks,
  requires: [ICostTags, INotebookTracker],
  optional: [IStateDB],
  activate: (
    _: JupyterFrontEnd,
    model: ICostTags,
    tracker: INotebookTracker,
    state: IStateDB | null
  ): INotebooks => new Notebooks(tracker, model, new Answers(state))
};
