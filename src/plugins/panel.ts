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
import type { ISurroundings } from '../surroundings';
import { ICostTags, ICostTagsPanel } from '../tokens';

const RANK = 300; // after the running panel
const COLLAPSED = 'jupyter-cost-tags:collapsed';

export const panelPlugin: JupyterFrontEndPlugin<ICostTagsPanel> = {
  id: PLUGIN_ID,
  description: 'Shows cost-allocation tags, what is untagged, and spend.',
  autoStart: true,
  provides: ICostTagsPanel,
  requires: [ICostTags],
  optional: [
    ILayoutRestorer,
    ISettingRegistry,
    ITranslator,
    ICommandPalette,
    IStateDB
  ],
  activate: (
    app: JupyterFrontEnd,
    model: ICostTags,
    restorer: ILayoutRestorer | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null,
    palette: ICommandPalette | null,
    state: IStateDB | null
  ): ICostTagsPanel => {
    const surroundings = surroundingsOf(translator ?? nullTranslator);
    const panel = new CostTagsPanel({
      model,
      surroundings,
      onCollapsed: sections => void state?.save(COLLAPSED, [...sections]),
      onSettings: () =>
        void app.commands.execute('settingeditor:open', { query: 'Cost tags' }),
      onInventory: () => void app.commands.execute(CommandIDs.inventory)
    });
    app.shell.add(panel, 'left', { rank: RANK });
    restorer?.add(panel, panel.id);
    addCommands(app, model, panel, surroundings);
    Object.values(CommandIDs)
      .filter(command => command !== CommandIDs.inventory)
      .forEach(command =>
        palette?.addItem({
          command,
          category: surroundings.trans.__('Cost Tags')
        })
      );
    // The state is there only once JupyterLab stands: waiting for it here would block the start.
    void readCollapsed(state).then(sections => panel.collapse(sections));
    void readSettings(registry).then(settings => {
      follow(app, panel, settings);
      tellWhenHidden(model, panel, surroundings, settings);
    });
    return {
      pick: resources => {
        app.shell.activateById(panel.id);
        panel.pick(resources);
      },
      reveal: named => {
        app.shell.activateById(panel.id);
        panel.reveal(named);
      }
    };
  }
};

type Settings = ISettingRegistry.ISettings | null;

/** Keep the panel on the side that the settings name. */
function follow(
  app: JupyterFrontEnd,
  panel: CostTagsPanel,
  settings: Settings
): void {
  let current = 'left';
  const place = () => {
    const side = settings?.get('side').composite === 'right' ? 'right' : 'left';
    if (side !== current) {
      current = side;
      app.shell.add(panel, side, { rank: RANK });
    }
  };
  place();
  settings?.changed.connect(place);
}

/** Tell the end of a fix by a toast when the row that tells it is not on screen. */
function tellWhenHidden(
  model: ICostTags,
  panel: CostTagsPanel,
  { trans }: Pick<ISurroundings, 'trans'>,
  settings: Settings
): void {
  model.fixes.finished.connect((_, outcome) => {
    const wanted = settings?.get('notifications').composite !== false;
    if (wanted && !panel.isVisible) {
      const type = outcome.kind === 'refused' ? 'warning' : 'success';
      void import('../lazy').then(({ said }) =>
        Notification.emit(said(trans, outcome), type)
      );
    }
  });
}

async function readCollapsed(
  state: IStateDB | null
): Promise<readonly string[]> {
  const stored = await state?.fetch(COLLAPSED);
  return Array.isArray(stored)
    ? stored.filter(section => typeof section === 'string')
    : [];
}
