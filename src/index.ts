// Lists the plugins of the extension.
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { badgePlugin } from './plugins/badge';
import { cardPlugin } from './plugins/card';
import { chipPlugin } from './plugins/chip';
import { inventoryPlugin } from './plugins/inventory';
import { launchesPlugin } from './plugins/launches';
import { modelPlugin } from './plugins/model';
import { notebooksPlugin } from './plugins/notebooks';
import { panelPlugin } from './plugins/panel';
import { statusPlugin } from './plugins/status';

export { ICostTags, type ISnapshot } from './tokens';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  modelPlugin,
  panelPlugin,
  statusPlugin,
  notebooksPlugin,
  chipPlugin,
  cardPlugin,
  badgePlugin,
  inventoryPlugin,
  launchesPlugin
];

export default plugins;
