// Puts the panel into a side area, with its commands, settings and the toast for what is off screen.
import {
  ILayoutRestorer,
  type JupyterFrontEnd,
  type JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, Notification } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- the palette lists them at once
import { addCommands } from './commands';
import { CommandIDs } from './ids';
import { PLUGIN_ID, readSettings } from './settings';
import { surroundingsOf } from './surroundings';
import { CostTagsPanel } from '../panel';
import { ICostTags } from '../tokens';
import { said } from '../words';

const RANK = 300; // after the running panel
const COLLAPSED = 'jupyter-cost-tags:collapsed';

export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN_ID,
  description: 'Shows cost-allocation tags, untagged jobs and spend.',
  autoStart: true,
  requires: [ICostTags],
  optional: [
    ILayoutRestorer,
    ISettingRegistry,
    ITranslator,
    ICommandPalette,
    IStateDB
  ],
  activate: async (
    app: JupyterFrontEnd,
    model: ICostTags,
    restorer: ILayoutRestorer | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    state: IStateDB | null
  ): Promise<void> => {
    const surroundings = surroundingsOf(translator ?? nullTranslator);
    const panel = new CostTagsPanel({
      model,
      surroundings,
      onCollapsed: sections => void state?.save(COLLAPSED, [...sections]),
      onSettings: () =>
        void app.commands.execute('settingeditor:open', { query: 'Cost tags' })
    });
    const settings = await readSettings(registry);
    const side = () =>
      settings?.get('side').composite === 'right' ? 'right' : 'left';
    app.shell.add(panel, side(), { rank: RANK });
    settings?.changed.connect(() => {
      app.shell.add(panel, side(), { rank: RANK });
    });
    restorer?.add(panel, panel.id);
    // Not awaited here: the state is readable only once every plugin is active.
    void readCollapsed(state).then(sections => panel.collapse(sections));
    addCommands(app, model, panel, surroundings);
    Object.values(CommandIDs).forEach(command =>
      palette?.addItem({
        command,
        category: surroundings.trans.__('Cost Tags')
      })
    );
    model.fixes.finished.connect((_, outcome) => {
      if (
        !panel.isVisible &&
        settings?.get('notifications').composite !== false
      ) {
        const type = outcome.kind === 'refused' ? 'warning' : 'success';
        Notification.emit(said(surroundings.trans, outcome), type);
      }
    });
  }
};

async function readCollapsed(
  state: IStateDB | null
): Promise<readonly string[]> {
  const stored = await state?.fetch(COLLAPSED);
  return Array.isArray(stored)
    ? stored.filter(section => typeof section === 'string')
    : [];
}
