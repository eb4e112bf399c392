// What every component needs and no section should be handed: words, locale, today, clipboard.
import {
  nullTranslator,
  type TranslationBundle
} from '@jupyterlab/translation';
import * as React from 'react';

export interface ISurroundings {
  /** Translates every word that people see. */
  readonly trans: TranslationBundle;
  /** For Intl; undefined takes the browser's. */
  readonly locale: string | undefined;
  /** Today in UTC, YYYY-MM-DD; the server's fixed clock when it has one. */
  readonly today: string;
  /** Put text on the clipboard. */
  readonly copy: (text: string) => void | Promise<void>;
}

const SurroundingsContext = React.createContext<ISurroundings>({
  trans: nullTranslator.load('jupyter_cost_tags'),
  locale: undefined,
  today: new Date(0).toISOString().slice(0, 10),
  copy: () => undefined
});

export const SurroundingsProvider = SurroundingsContext.Provider;

export function useSurroundings(): ISurroundings {
  return React.useContext(SurroundingsContext);
}

// Private-use marks: no translation and no AWS name that we show unchanged contains them.
const SLOT = /([\uE000-\uE00F])/u;
const FIRST_SLOT = 0xe000;

/**
 * A whole translated sentence with elements in it: the translator places the slots, React fills
 * them, and what fills them is never parsed.
 */
export function rich(
  sentence: (...slots: string[]) => string,
  ...parts: React.ReactNode[]
): React.ReactNode {
  const slots = parts.map((_, index) =>
    String.fromCharCode(FIRST_SLOT + index)
  );
  return sentence(...slots)
    .split(SLOT)
    .map((piece, index) => (
      <React.Fragment key={index}>
        {SLOT.test(piece) ? parts[piece.charCodeAt(0) - FIRST_SLOT] : piece}
      </React.Fragment>
    ));
}
