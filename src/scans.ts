// Scans beside mine, and what resources cost: asked for by the table alone, when it shows them.
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { Client } from './client';
import { SectionResource } from './section';
import type { ICosts, IScan, IScanRequest } from './types';

const DAYS = 30;

/** Whose resources: mine, what one notebook launched, or everybody's in the account. */
export type Whose =
  | { readonly scope: 'mine' | 'all' }
  | { readonly scope: 'notebook'; readonly path: string };

type Scanning = SectionResource<IScan, IScanRequest>;

export class Scans implements IDisposable {
  constructor(private readonly _client: Pick<Client, 'read' | 'send'>) {}

  /** Emitted when one of the scans changes. */
  get changed(): ISignal<this, IScan | null> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._scans.forEach(one => one.dispose());
    Signal.clearData(this);
  }

  /** The scan of these resources; nothing is asked for yet. */
  of(whose: Whose): Scanning {
    const name = JSON.stringify(whose);
    const known = this._scans.get(name);
    if (known) {
      return known;
    }
    const query: Record<string, string> =
      whose.scope === 'notebook'
        ? { scope: whose.scope, notebook: whose.path }
        : { scope: whose.scope };
    const made: Scanning = new SectionResource({
      read: () => this._client.read('scan', query),
      refresh: request => this._client.send('refresh_scan', request)
    });
    this._scans.set(name, made);
    made.changed.connect(({ state }) => {
      this._changed.emit(state.kind === 'ready' ? state.value : null);
    }, this);
    return made;
  }

  /** Read what is kept, and scan if that is old: this may ask for a whole account. */
  async show(whose: Whose): Promise<void> {
    this._shown = whose;
    const scan = this.of(whose);
    await scan.read();
    if (scan.isDue) {
      await this.refresh(whose, { force: false });
    }
  }

  /** Nobody looks at one of these scans any more. */
  hide(): void {
    this._shown = null;
  }

  /** Scan again; `full` reads again what an earlier scan has read. */
  refresh(
    whose: Whose,
    { force = true, full = false }: { force?: boolean; full?: boolean } = {}
  ): Promise<void> {
    return this.of(whose).refresh({
      force,
      full,
      max_age: null,
      scope: whose.scope,
      notebook: whose.scope === 'notebook' ? whose.path : null,
      days: DAYS
    });
  }

  /** Scan again what somebody looks at: tags were written. */
  async again(): Promise<void> {
    if (this._shown) {
      await this.refresh(this._shown);
    }
  }

  /** What listed resources cost; free of charge. Throws the client's errors. */
  costs(ids: readonly string[]): Promise<ICosts> {
    return this._client.send('costs', { ids: [...ids] });
  }

  private readonly _scans = new Map<string, Scanning>();
  private _shown: Whose | null = null;
  private _changed = new Signal<this, IScan | null>(this);
  private _isDisposed = false;
}
