// Puts the focus on a row that somebody asked for from elsewhere.
import * as React from 'react';
import type { INamed } from '../tokens';

/** Where the row is; -1 when it isn't in the list. */
export function indexOf(
  rows: readonly INamed[],
  wanted: INamed | null
): number {
  return rows.findIndex(
    one => one.kind === wanted?.kind && one.name === wanted.name
  );
}

/** Show enough rows, then focus the wanted one in the list; once per question. */
export function useReveal(
  list: React.RefObject<HTMLElement>,
  rows: readonly INamed[],
  wanted: INamed | null,
  showAtLeast: (count: number) => void
): void {
  const done = React.useRef<INamed | null>(null);
  const at = indexOf(rows, wanted);
  React.useEffect(() => {
    if (!wanted || at < 0 || done.current === wanted) {
      return;
    }
    const row = list.current?.children[at];
    if (row instanceof HTMLElement) {
      done.current = wanted;
      row.focus();
      row.scrollIntoView({ block: 'nearest' });
    } else {
      showAtLeast(at + 1);
    }
  });
}
