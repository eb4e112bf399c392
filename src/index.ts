// Lists the plugins of the extension.
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Widget } from '@lumino/widgets';

const panel: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-cost-tags:plugin',
  description: 'Shows cost-allocation tags, untagged jobs and spend.',
  autoStart: true,
  activate: (app: JupyterFrontEnd) => {
    const widget = new Widget();
    widget.id = 'jp-CostTags';
    widget.title.caption = 'Cost tags';
    widget.title.label = 'Cost tags';
    widget.addClass('jp-CostTags');
    app.shell.add(widget, 'left', { rank: 900 });
  }
};

export default [panel];
