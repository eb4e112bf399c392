// The extension's own icon: a tag, without the caret of JupyterLab's `tagIcon`.
import { LabIcon } from '@jupyterlab/ui-components';

/** The tag's outline on a 16 px grid. */
export const TAG =
  'M2.75 1.5h5c.33 0 .65.13.88.37l5.5 5.5c.49.49.49 1.28 0 1.77l-5 5c-.49.49-1.28.49-1.77 0l-5.5-5.5a1.25 1.25 0 0 1-.36-.89v-5c0-.69.56-1.25 1.25-1.25ZM3 3v4.65l5.25 5.25 4.65-4.65L7.65 3H3Zm2.5 1.25a1.25 1.25 0 1 1 0 2.5 1.25 1.25 0 0 1 0-2.5Z';

export const costTagsIcon = new LabIcon({
  name: 'jupyter-cost-tags:tag',
  svgstr: `<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 16 16"><path class="jp-icon3" fill="#616161" fill-rule="evenodd" d="${TAG}"/></svg>`
});
