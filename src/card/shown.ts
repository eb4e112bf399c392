// Which cards a person can see, or could: what one says needs no notification.
import { Token } from '@lumino/coreutils';

interface IShown {
  readonly batch: string;
  readonly node: HTMLElement;
}

const SEEN_AFTER = 300; // ms on screen: a person has had a look

export class ShownCards {
  add(card: IShown): void {
    this._cards.add(card);
    setTimeout(() => {
      if (this._cards.has(card) && isOnScreen(card.node)) {
        this._seen.add(card.batch);
      }
    }, SEEN_AFTER);
  }

  remove(card: IShown): void {
    this._cards.delete(card);
  }

  /** Whether a card that is, or was, on screen tells of this user action. */
  says(batch: string): boolean {
    return (
      this._seen.has(batch) ||
      [...this._cards].some(
        card => card.batch === batch && isOnScreen(card.node)
      )
    );
  }

  private readonly _cards = new Set<IShown>();
  private readonly _seen = new Set<string>();
}

export const IShownCards = new Token<ShownCards>(
  'jupyter-cost-tags:IShownCards',
  'The cards of launches that are on screen.'
);

/** Whether an element has a place, and that is not scrolled out of its notebook. */
function isOnScreen(node: HTMLElement): boolean {
  const { top, bottom, height } = node.getBoundingClientRect();
  const around = node.closest('.jp-NotebookPanel')?.getBoundingClientRect();
  const from = Math.max(0, around?.top ?? 0);
  const to = Math.min(window.innerHeight, around?.bottom ?? Infinity);
  return height > 0 && bottom > from && top < to;
}
