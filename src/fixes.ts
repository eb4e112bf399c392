// Fixing from a row: plan, apply, ten seconds to undo; and what stays on screen meanwhile.
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { Client } from './client';
import { failureOf } from './resource';
import { Runs, type OnProgress } from './runs';
import {
  aged,
  finished,
  isConfirmed,
  isDone,
  isTicking,
  surprises,
  writtenTags,
  type IOutcome,
  type RowFix,
  type RowFixes
} from './rowfix';
import type {
  IOwn,
  IOwnPlan,
  IOwnTags,
  IParts,
  IPlan,
  IRun,
  IScan,
  IScannedResource,
  Tags
} from './types';

export interface IFixesOptions {
  client: Pick<Client, 'read' | 'send'>;
  /** Scan again, so that what was written is seen. */
  rescan: () => Promise<void>;
}

export class Fixes implements IDisposable {
  constructor(private readonly _options: IFixesOptions) {
    this.runs = new Runs(_options.client);
  }

  readonly runs: Runs;

  /** Emitted when a row's state changes. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Emitted once per fix or undo that came to an end. */
  get finished(): ISignal<this, IOutcome> {
    return this._finished;
  }

  get rows(): RowFixes {
    return this._rows;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    clearInterval(this._timer);
    Signal.clearData(this);
  }

  /** Plan changes; nothing is written. */
  plan(ids: readonly string[], set: Tags): Promise<IPlan> {
    return this._options.client.send('plan', { ids, set });
  }

  /** What belongs to an endpoint, a pipeline or a notebook instance; asks AWS. */
  parts(id: string): Promise<IParts> {
    return this._options.client.send('parts', { id });
  }

  /** Plan the same tags for all parts; nothing is written. */
  align(id: string, like: string | null): Promise<IPlan> {
    return this._options.client.send('align', { id, like });
  }

  /** The tags of my own profile and space. */
  own(): Promise<IOwn> {
    return this._options.client.read('own');
  }

  /** Plan a change of my own tags; nothing is written. */
  planOwn(
    layer: IOwnTags['layer'],
    set: Tags,
    remove: readonly string[]
  ): Promise<IOwnPlan> {
    return this._options.client.send('plan_own', { layer, set, remove });
  }

  /** Apply a plan as it was shown; what was applied leaves the list, a single row can be undone. */
  async run(
    plan: IPlan,
    onProgress: OnProgress = () => undefined
  ): Promise<IRun> {
    const run = await this.runs.apply(plan.plan_id, onProgress);
    return this._ended(plan, run);
  }

  /** Go on with a run that was interrupted. */
  async resume(
    plan: IPlan,
    runId: string,
    onProgress: OnProgress
  ): Promise<IRun> {
    return this._ended(plan, await this.runs.resume(runId, onProgress));
  }

  /** Take a whole run back. */
  async undoRun(
    runId: string,
    onProgress: OnProgress = () => undefined
  ): Promise<IRun> {
    const run = await this.runs.undo(runId, onProgress);
    const done = run.results.filter(isDone).map(({ id }) => id);
    const rows = new Map([...this._rows].filter(([id]) => !done.includes(id)));
    this._set(rows);
    void this._options.rescan();
    return run;
  }

  /** Set tags on one resource, unless it changed since it was shown. */
  async apply(resource: IScannedResource, set: Tags): Promise<void> {
    this._put(resource.id, { kind: 'applying' });
    try {
      const plan = await this.plan([resource.id], set);
      const changed = plan.changes.find(one => surprises(one, resource));
      if (changed) {
        this._refuse(resource, { failure: null, result: null, changed });
        return;
      }
      const body = { plan_id: plan.plan_id };
      const run = await this._options.client.send('fix', body);
      this._conclude(resource, set, run);
    } catch (error) {
      const failure = failureOf(error);
      this._refuse(resource, { failure, result: null, changed: null });
    }
  }

  /** Take the fix of one row back. */
  async undo(resource: IScannedResource): Promise<void> {
    const row = this._rows.get(resource.id);
    if (row?.kind !== 'applied' || row.undoing) {
      return;
    }
    this._put(resource.id, { ...row, undoing: true });
    try {
      const run = await this._options.client.send('undo', {
        run_id: row.runId
      });
      const result = run.results[0] ?? null;
      if (result && !isDone(result)) {
        this._refuse(resource, { failure: null, result, changed: null });
        return;
      }
      this._drop(resource.id);
      this._finished.emit({ kind: 'undone', name: resource.name });
      void this._options.rescan();
    } catch (error) {
      const failure = failureOf(error);
      this._refuse(resource, { failure, result: null, changed: null });
    }
  }

  /** Stop the clock of a row while a person is on it. */
  hold(id: string, held: boolean): void {
    if (held) {
      this._held.add(id);
    } else {
      this._held.delete(id);
    }
  }

  /**
   * Forget what a scan confirms. What it doesn't list may be in another scan, of everybody's: what
   * was written there is forgotten in time; a refusal has nowhere else to stand.
   */
  reconcile(scan: IScan): void {
    for (const [id, row] of this._rows) {
      const seen = scan.resources.find(resource => resource.id === id);
      const isGone = row.kind === 'refused' && scan.complete;
      if (seen ? isConfirmed(row, seen) : isGone) {
        this._drop(id);
      }
    }
  }

  /** All rows of a run at once: many rows would be drawn as often. */
  private _ended(plan: IPlan, run: IRun): IRun {
    const changes = new Map(plan.changes.map(one => [one.id, one]));
    const single = plan.changes.length === 1;
    const rows = new Map(this._rows);
    for (const result of run.results.filter(isDone)) {
      const change = changes.get(result.id);
      if (change) {
        const tags = writtenTags(change);
        rows.set(result.id, finished(run, result, tags, single));
      }
    }
    this._set(rows);
    void this._options.rescan();
    return run;
  }

  private _conclude(resource: IScannedResource, set: Tags, run: IRun): void {
    const result = run.results[0] ?? null;
    if (!result || !isDone(result)) {
      this._refuse(resource, { failure: null, result, changed: null });
      return;
    }
    this._put(resource.id, finished(run, result, set, true));
    this._finished.emit({ kind: 'applied', name: resource.name });
    void this._options.rescan();
  }

  private _refuse(
    resource: IScannedResource,
    why: Omit<Extract<RowFix, { kind: 'refused' }>, 'kind'>
  ): void {
    this._put(resource.id, { kind: 'refused', ...why });
    this._finished.emit({ kind: 'refused', name: resource.name });
    if (why.changed || why.result) {
      void this._options.rescan();
    }
  }

  private _put(id: string, row: RowFix): void {
    this._set(new Map(this._rows).set(id, row));
  }

  private _drop(id: string): void {
    const rows = new Map(this._rows);
    if (rows.delete(id)) {
      this._held.delete(id);
      this._set(rows);
    }
  }

  private _set(rows: RowFixes): void {
    if (this._isDisposed) {
      return;
    }
    this._rows = rows;
    const ticking = [...rows.values()].some(isTicking);
    if (ticking && this._timer === undefined) {
      this._timer = setInterval(() => this._tick(), 1000);
    } else if (!ticking) {
      clearInterval(this._timer);
      this._timer = undefined;
    }
    this._changed.emit();
  }

  /** One second passed: count down, settle what can no longer be undone from its row. */
  private _tick(): void {
    const rows = new Map<string, RowFix>();
    for (const [id, row] of this._rows) {
      const next = this._held.has(id) ? row : aged(row);
      if (next) {
        rows.set(id, next);
      }
    }
    this._set(rows);
  }

  private _rows: RowFixes = new Map();
  private _held = new Set<string>();
  private _timer: ReturnType<typeof setInterval> | undefined;
  private _changed = new Signal<this, void>(this);
  private _finished = new Signal<this, IOutcome>(this);
  private _isDisposed = false;
}
