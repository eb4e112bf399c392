// The commands: the same things as in the panel, for the palette, menus and shortcuts.
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { costTagsIcon } from '../icon';
import type { CostTagsPanel } from '../panel';
import { valueOf } from '../resource';
import { priceOf } from '../sections/price';
import type { ISurroundings } from '../surroundings';
import type { ICostTags } from '../tokens';
import { CommandIDs } from './ids';

const NO_ARGUMENTS = { args: { type: 'object', properties: {} } } as const;

export function addCommands(
  app: JupyterFrontEnd,
  model: ICostTags,
  panel: CostTagsPanel,
  { trans, locale }: Pick<ISurroundings, 'trans' | 'locale'>
): void {
  const { commands, shell } = app;
  commands.addCommand(CommandIDs.open, {
    label: trans.__('Show Cost Tags'),
    caption: trans.__('Show your cost-allocation tags, resources and spend'),
    icon: costTagsIcon,
    describedBy: NO_ARGUMENTS,
    execute: () => shell.activateById(panel.id)
  });
  commands.addCommand(CommandIDs.refresh, {
    label: trans.__('Refresh Cost Tags'),
    caption: trans.__('Read identity and resources again; free'),
    describedBy: NO_ARGUMENTS,
    execute: () => model.refresh()
  });
  commands.addCommand(CommandIDs.refreshSpend, {
    label: () => {
      const { spend, status } = model.snapshot;
      const price = priceOf(spend, valueOf(status), trans, locale);
      return trans.__('Refresh Spend (%1)', price);
    },
    caption: trans.__('Ask Cost Explorer for the month again; costs money'),
    describedBy: NO_ARGUMENTS,
    execute: () => model.refreshSpend()
  });
  commands.addCommand(CommandIDs.fixAll, {
    label: trans.__('Tag Everything That Needs a Tag…'),
    caption: trans.__('Choose tags and see what would change'),
    describedBy: NO_ARGUMENTS,
    isEnabled: () => {
      const scan = valueOf(model.snapshot.scan);
      return (
        scan?.resources.some(one => one.state === 'non-compliant') ?? false
      );
    },
    execute: () => {
      shell.activateById(panel.id);
      panel.fixAll();
    }
  });
}
