// Decides what is chosen in the table: by click, with Shift and Ctrl, by the keyboard.
import type { Line } from './rows';

export interface ISelection {
  readonly chosen: ReadonlySet<string>;
  /** The line that the keyboard is on. */
  readonly active: string | null;
  /** Where a range began. */
  readonly anchor: string | null;
}

export const NOTHING: ISelection = {
  chosen: new Set(),
  active: null,
  anchor: null
};

type Lines = readonly Line[];

/** The resources of a line: itself, or those of its group. */
export function idsOf(line: Line): readonly string[] {
  return line.kind === 'row' ? [line.key] : line.ids;
}

/** Whether all, some or none of a line is chosen. */
export function chosenOf(
  line: Line,
  chosen: ReadonlySet<string>
): 'all' | 'some' | 'none' {
  const ids = idsOf(line);
  const count = ids.filter(id => chosen.has(id)).length;
  return count === 0 ? 'none' : count === ids.length ? 'all' : 'some';
}

/** Choose a line or give it up; the next range begins here. */
export function toggled(before: ISelection, line: Line): ISelection {
  const chosen = new Set(before.chosen);
  const all = chosenOf(line, chosen) === 'all';
  idsOf(line).forEach(id => (all ? chosen.delete(id) : chosen.add(id)));
  return { chosen, active: line.key, anchor: line.key };
}

/** Choose everything from where the range began to a line. */
export function ranged(before: ISelection, lines: Lines, to: Line): ISelection {
  const end = indexOf(lines, to.key);
  const begin = indexOf(lines, before.anchor ?? before.active);
  const start = begin < 0 ? end : begin;
  const [low, high] = start < end ? [start, end] : [end, start];
  const chosen = new Set(before.chosen);
  lines
    .slice(low, high + 1)
    .filter(line => line.kind === 'row')
    .forEach(line => chosen.add(line.key));
  return {
    chosen,
    active: to.key,
    anchor: lines[start]?.key ?? to.key
  };
}

/** Choose all that is listed; with all chosen, none. */
export function allToggled(
  before: ISelection,
  ids: readonly string[]
): ISelection {
  const all = ids.length > 0 && ids.every(id => before.chosen.has(id));
  return { ...before, chosen: all ? new Set() : new Set(ids) };
}

/** Move to a line; `extend` chooses what is passed. */
export function moved(
  before: ISelection,
  lines: Lines,
  to: number,
  extend: boolean
): ISelection {
  const line = lines[Math.min(Math.max(to, 0), lines.length - 1)];
  if (!line) {
    return before;
  }
  return extend
    ? ranged(before, lines, line)
    : { ...before, active: line.key, anchor: line.key };
}

/** Where a line is; -1 when it isn't listed. */
export function indexOf(lines: Lines, key: string | null): number {
  return lines.findIndex(line => line.key === key);
}

const PAGE = 10; // lines

/** Where a key leads from a line; null for another key. */
export function destination(
  key: string,
  from: number,
  count: number
): number | null {
  const ways: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: Math.max(from - 1, 0),
    PageDown: from + PAGE,
    PageUp: Math.max(from - PAGE, 0),
    Home: 0,
    End: count - 1
  };
  return Object.prototype.hasOwnProperty.call(ways, key)
    ? (ways[key] ?? null)
    : null;
}
