// Adds the status bar item.
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { StatusWidget } from '../statuswidget';
import type { ISurroundings } from '../surroundings';
import { ICostTags } from '../tokens';
import { CommandIDs } from './ids';
import { readSettings } from './settings';
import { surroundingsOf } from './surroundings';
import { tellFailure } from '../tell';

const RANK = 100;

export const statusPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-cost-tags:status',
  description:
    'Shows whom you bill to, the month to date and what is untagged.',
  autoStart: true,
  requires: [ICostTags],
  optional: [IStatusBar, ISettingRegistry, ITranslator],
  activate: (
    app: JupyterFrontEnd,
    model: ICostTags,
    statusBar: IStatusBar | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): void => {
    if (!statusBar) {
      return;
    }
    let isWanted = true;
    const surroundings = surroundingsOf(translator ?? nullTranslator);
    const item = new StatusWidget({
      model,
      surroundings,
      onOpen: () => void app.commands.execute(CommandIDs.open),
      onSwitch: anchor => void offerBundles(anchor, model, surroundings, app)
    });
    const activeStateChanged = new Signal<typeof item, void>(item);
    statusBar.registerStatusItem('jupyter-cost-tags:status', {
      item,
      align: 'right',
      rank: RANK,
      isActive: () => isWanted,
      activeStateChanged
    });
    void readSettings(registry).then(settings => {
      const follow = () => {
        isWanted = settings?.get('statusBar').composite !== false;
        activeStateChanged.emit();
      };
      follow();
      settings?.changed.connect(follow);
    });
  }
};

async function offerBundles(
  anchor: HTMLElement,
  model: ICostTags,
  { trans }: Pick<ISurroundings, 'trans'>,
  app: JupyterFrontEnd
): Promise<void> {
  const { bundleItems, openMenu } = await import('../lazy');
  const choose = (bundle: string | null) =>
    void tellFailure(trans, model.chooseBundle(bundle));
  openMenu(
    [
      ...bundleItems(trans, model.snapshot, choose),
      'separator',
      {
        label: trans.__('All resources in a table'),
        act: () => void app.commands.execute(CommandIDs.inventory)
      }
    ],
    anchor
  );
}
