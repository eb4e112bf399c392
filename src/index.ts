// Lists the plugins of the extension.
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { modelPlugin } from './plugins/model';
import { panelPlugin } from './plugins/panel';
import { statusPlugin } from './plugins/status';
import type { ICostTags as ICostTagsModel } from './tokens';

export { ICostTags, type ISnapshot } from './tokens';

const plugins: [
  JupyterFrontEndPlugin<ICostTagsModel>,
  JupyterFrontEndPlugin<void>,
  JupyterFrontEndPlugin<void>
] = [modelPlugin, panelPlugin, statusPlugin];

export default plugins;
