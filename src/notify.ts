// A notification of launches, with what can be done about them.
import { Notification } from '@jupyterlab/apputils';
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { SNOOZE, type ITold } from './launches';
import type { INotebook } from './notebook/notebook';
import { tellFailure } from './tell';
import type { ISurroundings } from './surroundings';
import type { ICostTags, ICostTagsPanel } from './tokens';

const SHOWN_FOR = 15_000; // ms

type Settings = ISettingRegistry.ISettings | null;

export interface IAround {
  model: ICostTags;
  panel: ICostTagsPanel;
  surroundings: Omit<ISurroundings, 'today'>;
  /** Where it was launched; null when that isn't open here. */
  notebook: INotebook | null;
  settings: Settings;
}

export function notify(told: ITold, around: IAround): void {
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
              void import('./windows').then(({ openOtherTags }) =>
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

function snooze(settings: NonNullable<Settings>): Promise<void> {
  const until = new Date(Date.now() + SNOOZE).toISOString();
  return settings.set('snoozedUntil', until);
}
