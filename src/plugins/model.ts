// Provides the model, and reads what the server keeps once JupyterLab stands.
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- what this plugin provides needs it
import { Client } from '../client';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- this plugin provides it
import { CostTags } from '../model';
import { ICostTags } from '../tokens';

export const modelPlugin: JupyterFrontEndPlugin<ICostTags> = {
  id: 'jupyter-cost-tags:model',
  description: 'Provides cost tags, what is untagged, and spend.',
  autoStart: true,
  provides: ICostTags,
  activate: (app: JupyterFrontEnd): ICostTags => {
    const client = new Client(app.serviceManager.serverSettings);
    const model = new CostTags({ client });
    void app.restored.then(() => model.read()).then(() => model.watch());
    return model;
  }
};
