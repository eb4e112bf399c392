// All that is shown at once, in one piece: loaded once JupyterLab stands, when the first of it is
// needed. Windows and the table are loaded when they are opened.
import type { IOtherTagsOptions } from './chip/otherwidget';

export { Badges } from './badge/badges';
export { openMark } from './badge/open';
export { CardAround } from './card/around';
export { chipItems, bundleItems } from './chip/items';
export { ChipButton } from './chip/chip';
export { openMenu } from './chip/menu';
export { isSnoozed, toTell } from './launches';
export { notify } from './notify';
export { failureOf } from './resource';
export { StatusItem } from './status';
export { View } from './view';

/** Ask for a notebook's tags key by key. */
export async function openOtherTags(options: IOtherTagsOptions): Promise<void> {
  (await import('./windows')).openOtherTags(options);
}

/** The table of all resources, when it is opened. */
export const inventory = () => import('./inventory/inventory');
export { failureText, said } from './words';
