// Puts a badge on cells that launched something.
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { keepKeys } from '../keys';
import { ICostTags, ICostTagsPanel } from '../tokens';
import { readSettings } from './settings';
import { surroundingsOf } from './surroundings';

export const badgePlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-cost-tags:badge',
  description: 'Marks cells that launched something, and whether it is tagged.',
  autoStart: true,
  requires: [ICostTags, ICostTagsPanel, INotebookTracker],
  optional: [ISettingRegistry, ITranslator],
  activate: (
    _: JupyterFrontEnd,
    model: ICostTags,
    panel: ICostTagsPanel,
    tracker: INotebookTracker,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): void => {
    keepKeys('.jp-CostTags-badge');
    const surroundings = surroundingsOf(translator ?? nullTranslator);
    void Promise.all([import('../lazy'), readSettings(registry)]).then(
      ([{ Badges, openMark }, settings]) => {
        const isWanted = () => settings?.get('badge').composite !== false;
        const badges = new Badges(tracker, {
          model,
          surroundings,
          isWanted,
          onOpen: mark => openMark(mark, model, panel, surroundings.trans)
        });
        settings?.changed.connect(() => badges.draw());
      }
    );
  }
};
