// Shows what the guard displays below a cell.
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { CARD_TYPE } from '../card/read';
// eslint-disable-next-line jupyter/prefer-lazy-imports -- a renderer is made at once when asked for
import { CardRenderer } from '../card/renderer';

import { IShownCards, ShownCards } from '../card/shown';
import { keepKeys } from '../keys';
import { INotebooks } from '../notebook/notebooks';
import { ICostTags, ICostTagsPanel } from '../tokens';
import { surroundingsOf } from './surroundings';

const RANK = 0; // before every other form of the same output

export const cardPlugin: JupyterFrontEndPlugin<ShownCards> = {
  id: 'jupyter-cost-tags:card',
  description: 'Shows below a cell what it launched, and adds missing tags.',
  autoStart: true,
  provides: IShownCards,
  requires: [ICostTags, ICostTagsPanel, IRenderMimeRegistry],
  optional: [INotebooks, ITranslator],
  activate: (
    _: JupyterFrontEnd,
    model: ICostTags,
    panel: ICostTagsPanel,
    registry: IRenderMimeRegistry,
    notebooks: INotebooks | null,
    translator: ITranslator | null
  ): ShownCards => {
    const surroundings = surroundingsOf(translator ?? nullTranslator);
    const shown = new ShownCards();
    keepKeys('.jp-CostTags-card');
    registry.addFactory(
      {
        safe: true, // data is text; a button acts on what the server part finds itself
        mimeTypes: [CARD_TYPE],
        createRenderer: () =>
          new CardRenderer({
            model,
            surroundings,
            shown,
            around: node => notebooks?.around(node) ?? null,
            onPick: resources => panel.pick(resources),
            onChoose: notebook =>
              void import('../lazy').then(({ openOtherTags }) =>
                openOtherTags({ model, notebook, surroundings })
              )
          })
      },
      RANK
    );
    return shown;
  }
};
