// Names that others chose, made safe to read: nothing invisible stays invisible.

// Control, format (bidi overrides, zero-width), line and paragraph separators, lone surrogates.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;

/** Spell invisible characters as ⟨U+202E⟩. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, character => {
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

/** How many characters a person counts: code points, not UTF-16 units. */
export function codePoints(text: string): number {
  return Array.from(text).length;
}

/** Letters and digits only, folded: what is left when spelling doesn't matter. */
export function folded(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/**
 * The nearest of some words; null when none is near. Case and marks don't count; beyond that two
 * edits, one for short words, none for the shortest.
 */
export function nearest(text: string, words: readonly string[]): string | null {
  const wanted = folded(text);
  let best: { word: string; edits: number } | null = null;
  for (const word of words) {
    const other = folded(word);
    const edits = distance(wanted, other);
    const isNear = word !== text && edits <= mostEdits(other);
    if (isNear && (!best || edits < best.edits)) {
      best = { word, edits };
    }
  }
  return wanted && best ? best.word : null;
}

function mostEdits(word: string): number {
  const length = codePoints(word);
  return length < 3 ? 0 : length < 5 ? 1 : 2;
}

/** How many insertions, deletions, changes or swaps of neighbours apart two words are. */
export function distance(one: string, other: string): number {
  const left = Array.from(one);
  const right = Array.from(other);
  let earlier: number[] = [];
  let before: number[] = [];
  let row = [0, ...right.map((_, index) => index + 1)];
  left.forEach((letter, i) => {
    [earlier, before, row] = [before, row, [i + 1]];
    right.forEach((wanted, j) => {
      const swapped =
        i > 0 && j > 0 && letter === right[j - 1] && left[i - 1] === wanted
          ? at(earlier, j - 1) + 1
          : Infinity;
      row.push(
        Math.min(
          at(before, j + 1) + 1,
          at(row, j) + 1,
          at(before, j) + (letter === wanted ? 0 : 1),
          swapped
        )
      );
    });
  });
  return at(row, right.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
