// Notifies of launches that no card on screen tells of.
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { IShownCards, type ShownCards } from '../card/shown';
import type { INews } from '../guard';
import type { ITold } from '../launches';
import { INotebooks } from '../notebook/notebooks';
import type { INotebook } from '../notebook/notebook';
import type { ISurroundings } from '../surroundings';
import { ICostTags, ICostTagsPanel } from '../tokens';
import { readSettings } from './settings';
import { surroundingsOf } from './surroundings';
import { tellFailure } from './tell';

const CARD_TAKES = 1000; // ms: a card may be on its way to the page
const SHOWN_FOR = 15_000; // ms

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
      const { toTell, isSnoozed } = await import('../lazy');
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

interface IAround {
  model: ICostTags;
  panel: ICostTagsPanel;
  surroundings: Omit<ISurroundings, 'today'>;
  /** Where it was launched; null when that isn't open here. */
  notebook: INotebook | null;
  settings: Settings;
}

function notify(told: ITold, around: IAround): void {
  const { trans } = around.surroundings;
  const { settings } = around;
  const actions: Notification.IAction[] = actionsOf(told, around);
  if (settings && told.kind !== 'filled') {
    actions.unshift({
      label: trans.__('Snooze 1 h'),
      caption: trans.__('No notifications of launches for an hour'),
      callback: () => void snooze(settings)
    });
  }
  if (settings) {
    actions.unshift({
      label: trans.__('Don’t ask again'),
      caption: trans.__('No more notifications of launches; see Settings'),
      callback: () => void settings.set('launchNotifications', false)
    });
  }
  const type = told.kind === 'filled' ? 'info' : 'warning';
  Notification.emit(told.message, type, { autoClose: SHOWN_FOR, actions });
}

/** The one thing to do, at the end: where JupyterLab has its own. */
function actionsOf(told: ITold, around: IAround): Notification.IAction[] {
  const { trans } = around.surroundings;
  const { notebook, panel, model, surroundings } = around;
  const [first] = told.launches;
  if (!first) {
    return [];
  }
  if (told.kind === 'blocked') {
    return notebook
      ? [
          {
            label: trans.__('Choose tags…'),
            displayType: 'accent',
            callback: () =>
              void import('../lazy').then(({ openOtherTags }) =>
                openOtherTags({ model, notebook, surroundings })
              )
          }
        ]
      : [];
  }
  const pick = async () => {
    const resources = await Promise.all(
      told.launches.map(({ kind, name }) => model.resolve(kind, name))
    );
    panel.pick(resources);
  };
  const isMissing = told.kind === 'missing';
  return [
    {
      label: isMissing ? trans.__('Add…') : trans.__('Change…'),
      displayType: isMissing ? 'accent' : 'default',
      callback: () => void tellFailure(trans, pick())
    },
    ...always(told, around)
  ];
}

/** What was added once may stay the notebook's own. */
function always(told: ITold, around: IAround): Notification.IAction[] {
  const { trans } = around.surroundings;
  const { notebook } = around;
  const added = told.launches.flatMap(one => one.added);
  if (told.kind !== 'filled' || !notebook || added.length === 0) {
    return [];
  }
  const choice = notebook.state.said;
  const before = choice.kind === 'choice' ? choice.choice : null;
  const tags = {
    ...before?.tags,
    ...Object.fromEntries(added.map(({ key, value }) => [key, value]))
  };
  return [
    {
      label: trans.__('Always here'),
      caption: trans.__('Always for this notebook'),
      displayType: 'accent',
      callback: () =>
        void tellFailure(
          trans,
          notebook.choose({ bundle: before?.bundle ?? null, tags })
        )
    }
  ];
}

async function snooze(settings: NonNullable<Settings>): Promise<void> {
  const { SNOOZE } = await import('../lazy');
  const until = new Date(Date.now() + SNOOZE).toISOString();
  await settings.set('snoozedUntil', until);
}
