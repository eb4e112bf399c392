// Puts the chip into the toolbar of notebooks.
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { ChipWidget } from '../chip/chipwidget';
import { INotebooks } from '../notebook/notebooks';
import type { INotebook } from '../notebook/notebook';
import type { ISurroundings } from '../surroundings';
import { ICostTags } from '../tokens';
import { readSettings } from './settings';
import { surroundingsOf } from './surroundings';
import { tellFailure } from '../tell';

export const chipPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-cost-tags:chip',
  description: 'Shows in a notebook’s toolbar whom it bills to.',
  autoStart: true,
  requires: [ICostTags, INotebooks, IToolbarWidgetRegistry],
  optional: [ISettingRegistry, ITranslator],
  activate: (
    _: JupyterFrontEnd,
    model: ICostTags,
    notebooks: INotebooks,
    toolbars: IToolbarWidgetRegistry,
    registry: ISettingRegistry | null,
    translator: ITranslator | null
  ): void => {
    const surroundings = surroundingsOf(translator ?? nullTranslator);
    const settings = readSettings(registry);
    toolbars.addFactory<NotebookPanel>('Notebook', 'costTags', panel => {
      const notebook = notebooks.of(panel);
      const chip = new ChipWidget({
        model,
        notebook,
        surroundings,
        onOpen: anchor => void openChip(anchor, notebook, model, surroundings)
      });
      void settings.then(known => {
        const follow = () => {
          chip.want(known?.get('chip').composite !== false);
        };
        follow();
        known?.changed.connect(follow);
        chip.disposed.connect(() => known?.changed.disconnect(follow));
      });
      return chip;
    });
  }
};

async function openChip(
  anchor: HTMLElement,
  notebook: INotebook,
  model: ICostTags,
  surroundings: Omit<ISurroundings, 'today'>
): Promise<void> {
  const { trans } = surroundings;
  const { chipItems, openMenu } = await import('../lazy');
  const tell = (done: Promise<void>) => void tellFailure(trans, done);
  openMenu(
    chipItems(trans, model.snapshot, notebook, {
      choose: choice => tell(notebook.choose(choice)),
      answer: answer => tell(notebook.answer(answer)),
      other: () =>
        void import('../lazy').then(({ openOtherTags }) =>
          openOtherTags({ model, notebook, surroundings })
        )
    }),
    anchor
  );
}
