// The card as JupyterLab's renderers see it; what can't be read as one stays the line of text it has.
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import * as React from 'react';
import { visible } from '../text';
import type { ICardAroundProps } from './around';
import { CARD_TYPE, readCard, type ICard } from './read';
import type { ShownCards } from './shown';
import type { INotebook } from '../notebook/notebook';

const MOST_TEXT = 4000; // characters

const CardAround = React.lazy(async () => ({
  default: (await import('../lazy')).CardAround
}));

export interface IRendererOptions extends Omit<
  ICardAroundProps,
  'card' | 'notebook'
> {
  /** The notebook around an element; null elsewhere. */
  around: (node: Node) => INotebook | null;
  shown: ShownCards;
}

export class CardRenderer extends ReactWidget implements IRenderMime.IRenderer {
  constructor(private readonly _options: IRendererOptions) {
    super();
    this.addClass('jp-CostTags');
    this.addClass('jp-CostTags-card');
  }

  /** The user action that the card is about; empty without a card. */
  get batch(): string {
    return this._card?.batch ?? '';
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this._card = readCard(model.data[CARD_TYPE]);
    this._text = textOf(model.data['text/plain']);
    this.toggleClass('jp-mod-text', this._card === null);
    this.update();
    return Promise.resolve();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._options.shown.add(this);
    this.update(); // only now is it known in which notebook
  }

  protected override onBeforeDetach(message: Message): void {
    this._options.shown.remove(this);
    super.onBeforeDetach(message);
  }

  protected override render(): React.JSX.Element {
    const { around, ...props } = this._options;
    const text = <pre className="jp-CostTags-card-text">{this._text}</pre>;
    return this._card ? (
      <React.Suspense fallback={text}>
        <CardAround {...props} card={this._card} notebook={around(this.node)} />
      </React.Suspense>
    ) : (
      text
    );
  }

  private _card: ICard | null = null;
  private _text = '';
}

/** The text twin; nbformat may hold it in lines. */
function textOf(data: unknown): string {
  const text = Array.isArray(data) ? data.map(String).join('') : data;
  return typeof text === 'string'
    ? text.slice(0, MOST_TEXT).split('\n').map(visible).join('\n')
    : '';
}
