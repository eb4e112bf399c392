// From a badge to the launch in the panel.
import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { found } from '../card/decide';
import type { IMark } from '../notebook/metadata';
import { visible } from '../text';
import type { ICostTags, ICostTagsPanel } from '../tokens';

/** Show the panel at a launch; say so where its lists don't have it. */
export function openMark(
  mark: IMark,
  model: Pick<ICostTags, 'snapshot'>,
  panel: ICostTagsPanel,
  trans: TranslationBundle
): void {
  panel.reveal(mark);
  if (!found(model.snapshot, mark)) {
    Notification.info(
      trans.__(
        '%1 isn’t among your resources of the last 30 days.',
        visible(mark.name)
      ),
      { autoClose: 5000 }
    );
  }
}
