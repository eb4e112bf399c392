// The month to date, by each way of grouping it that was asked for; what costs money waits for people.
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { Client } from './client';
import { valueOf, type State } from './resource';
import { SectionResource } from './section';
import type { ISpend, ISpendRequest } from './types';

const BY_JOB = 'job';
const NOT_FORCED = { force: false, max_age: null };

type View = SectionResource<ISpend, ISpendRequest>;

export class Spending implements IDisposable {
  constructor(private readonly _client: Pick<Client, 'read' | 'send'>) {}

  /** Emitted when a view, or the choice of one, changes. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What the month should be grouped by; null: as the policy says. */
  get by(): string | null {
    return this._by;
  }

  /** The month grouped as asked for or, until that was read, as the policy says. */
  get shown(): State<ISpend> {
    const grouped = this.grouped;
    return valueOf(grouped) ? grouped : this._view(null).state;
  }

  get grouped(): State<ISpend> {
    return this._view(this._by).state;
  }

  /** The month by job, if somebody asked for it within the day. */
  get jobs(): State<ISpend> {
    return this._view(BY_JOB).state;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._views.forEach(one => one.dispose());
    Signal.clearData(this);
  }

  /** Read what the server keeps of the chosen view. */
  read(): Promise<void> {
    return this._view(this._by).read();
  }

  /** Read what the server keeps; ask for the month, and say so, if that is past its lifetime. */
  async show(): Promise<boolean> {
    const view = this._view(null);
    await Promise.all([
      this._by !== null && view.read(),
      this._by !== BY_JOB && this._view(BY_JOB).read()
    ]);
    const old = view.isOld;
    if (old) {
      await view.refresh({ ...NOT_FORCED, by: null });
    }
    return old;
  }

  /** Ask for the chosen view; what another view told already is not asked again. */
  async ask(): Promise<void> {
    const view = this._view(this._by);
    const force = valueOf(view.state) !== null || view.state.kind === 'failed';
    await view.refresh({ ...NOT_FORCED, force, by: this._by });
  }

  /** Choose a view; asks AWS nothing. */
  async groupBy(by: string | null): Promise<void> {
    this._by = by;
    this._changed.emit();
    await this.read();
  }

  private _view(by: string | null): View {
    const known = this._views.get(by);
    if (known) {
      return known;
    }
    const made: View = new SectionResource({
      read: () => this._client.read('spend', by === null ? {} : { by }),
      refresh: request => this._client.send('refresh_spend', request)
    });
    this._views.set(by, made);
    made.changed.connect(() => this._changed.emit(), this);
    return made;
  }

  private readonly _views = new Map<string | null, View>();
  private _by: string | null = null;
  private _isDisposed = false;
  private _changed = new Signal<this, void>(this);
}
