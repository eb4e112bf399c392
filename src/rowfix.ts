// What happens to a row that is being fixed: decisions only, no clock and no server.
import { own } from './record';
import type { Failure } from './resource';
import type {
  IChange,
  IFixResult,
  IRun,
  IScannedResource,
  Tags
} from './types';

export const UNDO_SECONDS = 10;
/** How long a scan may lag behind a write before the row is shown as the scan has it. */
export const LAG_SECONDS = 90;

/** What happens to one row. */
export type RowFix =
  | { readonly kind: 'applying' }
  | {
      readonly kind: 'applied';
      readonly runId: string;
      readonly tags: Tags;
      readonly note: string | null;
      readonly seconds: number;
      readonly undoing: boolean;
    }
  | { readonly kind: 'settled'; readonly tags: Tags; readonly seconds: number }
  | {
      readonly kind: 'refused';
      readonly failure: Failure | null;
      readonly result: IFixResult | null;
      readonly changed: IChange | null; // somebody else wrote meanwhile
    };

export type RowFixes = ReadonlyMap<string, RowFix>;

/** What a fix came to, for the announcement. */
export interface IOutcome {
  readonly kind: 'applied' | 'undone' | 'refused';
  readonly name: string;
}

/** The tags of a change after it was made, of the touched keys. */
export function writtenTags(change: IChange): Tags {
  return { ...change.add, ...change.overwrite };
}

/** Whether what was asked for is now true. */
export function isDone(result: IFixResult): boolean {
  return result.outcome === 'applied' || result.outcome === 'unchanged';
}

/** The row after its fix; nothing was written if it was so already: then nothing to undo. */
export function finished(
  run: IRun,
  result: IFixResult,
  tags: Tags,
  canUndo: boolean
): RowFix {
  return canUndo && result.outcome === 'applied'
    ? {
        kind: 'applied',
        runId: run.run_id,
        tags,
        note: result.reason,
        seconds: UNDO_SECONDS,
        undoing: false
      }
    : { kind: 'settled', tags, seconds: LAG_SECONDS };
}

/** Whether a scan's resource says the same as the row, so that the row has done its part. */
export function isConfirmed(row: RowFix, seen: IScannedResource): boolean {
  return row.kind === 'settled'
    ? carries(seen.tags, row.tags)
    : row.kind === 'refused' && seen.state === 'compliant';
}

export function isTicking(row: RowFix): boolean {
  return (row.kind === 'applied' && !row.undoing) || row.kind === 'settled';
}

export function aged(row: RowFix): RowFix | null {
  if (row.kind !== 'applied' && row.kind !== 'settled') {
    return row;
  }
  if (row.kind === 'applied' && row.undoing) {
    return row;
  }
  if (row.seconds > 1) {
    return { ...row, seconds: row.seconds - 1 };
  }
  return row.kind === 'applied'
    ? { kind: 'settled', tags: row.tags, seconds: LAG_SECONDS }
    : null;
}

export function carries(tags: Tags, wanted: Tags): boolean {
  return Object.entries(wanted).every(
    ([key, value]) => own(tags, key) === value
  );
}

/** Whether a change would replace a value that was not on screen. */
export function surprises(change: IChange, shown: IScannedResource): boolean {
  return Object.keys(change.overwrite).some(
    key => own(change.current, key) !== own(shown.tags, key)
  );
}
