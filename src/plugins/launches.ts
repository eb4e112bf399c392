// Notifies of launches that no card on screen tells of.
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IShownCards, type ShownCards } from '../card/shown';
import type { INews } from '../guard';
import { INotebooks } from '../notebook/notebooks';
import { ICostTags, ICostTagsPanel } from '../tokens';
import { readSettings } from './settings';
import { surroundingsOf } from './surroundings';

const CARD_TAKES = 1000; // ms: a card may be on its way to the page

type Settings = ISettingRegistry.ISettings | null;

export const launchesPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-cost-tags:launches',
  description: 'Notifies of launches without a required tag.',
  autoStart: true,
  requires: [ICostTags, ICostTagsPanel],
  optional: [IShownCards, INotebooks, ISettingRegistry, ITranslator],
  activate: (
    _: JupyterFrontEnd,
    model: ICostTags,
    panel: ICostTagsPanel,
    cards: ShownCards | null,
    notebooks: INotebooks | null,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): void => {
    const surroundings = surroundingsOf(translator ?? nullTranslator);
    const settings = readSettings(registry);
    const tell = async (news: INews) => {
      const known = await settings;
      const { isSnoozed, notify, toTell } = await import('../lazy');
      const told = toTell(
        news,
        batch => cards?.says(batch) ?? false,
        surroundings.trans,
        surroundings.locale
      );
      if (told && isWanted(known, isSnoozed)) {
        const kernel = told.launches[0]?.kernel_id ?? null;
        notify(told, {
          model,
          panel,
          surroundings,
          notebook: notebooks?.byKernel(kernel) ?? null,
          settings: known
        });
      }
    };
    model.news.connect((_, news) => {
      setTimeout(() => void tell(news), CARD_TAKES);
    });
  }
};

function isWanted(
  settings: Settings,
  isSnoozed: (until: unknown, now: number) => boolean
): boolean {
  return (
    settings?.get('notifications').composite !== false &&
    settings?.get('launchNotifications').composite !== false &&
    !isSnoozed(settings?.get('snoozedUntil').composite, Date.now())
  );
}
