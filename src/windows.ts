// The windows that open over the page, in one piece: loaded when the first of them is opened.
export { openOtherTags } from './chip/otherwidget';
export { Parts } from './inventory/parts';
export { Own } from './picker/own';
export { Picker } from './picker/picker';
export { Record } from './picker/record';
export { SnoozeWindow } from './sections/snoozewindow';
export { StopWindow } from './sections/stopwindow';
