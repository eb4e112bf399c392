// All that is shown, in one piece: loaded once JupyterLab stands, when the first of it is needed.
export { Badges } from './badge/badges';
export { openMark } from './badge/open';
export { CardAround } from './card/around';
export { chipItems, bundleItems } from './chip/items';
export { ChipButton } from './chip/chip';
export { openMenu } from './chip/menu';
export { openOtherTags } from './chip/otherwidget';
export { isSnoozed, toTell } from './launches';
export { notify } from './notify';
export { failureOf } from './resource';
export { StatusItem } from './status';
export { View } from './view';
export { failureText, said } from './words';
