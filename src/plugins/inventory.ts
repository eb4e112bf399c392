// Opens the table of all resources in the main area, and opens it again after a reload.
import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, WidgetTracker } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { costTagsIcon } from '../icon';
import { InventoryWidget } from '../inventorywidget';
import { ICostTags } from '../tokens';
import { CommandIDs } from './ids';
import { surroundingsOf } from './surroundings';

export const inventoryPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-cost-tags:inventory',
  description: 'Lists all resources with their tags in a table.',
  autoStart: true,
  requires: [ICostTags],
  optional: [INotebookTracker, ILayoutRestorer, ICommandPalette, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    model: ICostTags,
    notebooks: INotebookTracker | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    translator: ITranslator | null
  ): void => {
    const surroundings = surroundingsOf(translator ?? nullTranslator);
    const { trans } = surroundings;
    const command = CommandIDs.inventory;
    const tracker = new WidgetTracker<InventoryWidget>({
      namespace: 'jupyter-cost-tags-inventory'
    });
    const opened = () => {
      const widget = new InventoryWidget({
        model,
        surroundings,
        notebooks
      });
      app.shell.add(widget, 'main');
      void tracker.add(widget);
      return widget;
    };
    app.commands.addCommand(command, {
      label: trans.__('Show All Resources and Their Tags'),
      caption: trans.__(
        'A table to filter, tag many at once, and save as a file'
      ),
      icon: costTagsIcon,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => {
        const widget = tracker.currentWidget ?? opened();
        app.shell.activateById(widget.id);
      }
    });
    void restorer?.restore(tracker, { command, name: () => 'inventory' });
    palette?.addItem({ command, category: trans.__('Cost Tags') });
  }
};
