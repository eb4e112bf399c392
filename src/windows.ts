// The windows that open over the page, in one piece: loaded when the first of them is opened.
export { openOtherTags } from './chip/otherwidget';
export { Picker } from './picker/picker';
