// What accrues cost now: looked at free of charge, and stopped one at a time.
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { Client } from './client';
import { valueOf, type State } from './resource';
import { SectionResource } from './section';
import type { IRunning, IRunningRequest, IStopped } from './types';

/** What became of stops, by the id of what was stopped; until it is listed no more. */
export type Stops = ReadonlyMap<string, IStopped>;

export class RunningNow implements IDisposable {
  constructor(private readonly _client: Pick<Client, 'read' | 'send'>) {
    this._resource = new SectionResource({
      read: () => _client.read('running'),
      refresh: request => _client.send('refresh_running', request)
    });
    this._resource.changed.connect(() => this._onChanged(), this);
  }

  /** Emitted when what is up, or what became of a stop, changes. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): State<IRunning> {
    return this._resource.state;
  }

  get stops(): Stops {
    return this._stops;
  }

  get isDisposed(): boolean {
    return this._resource.isDisposed;
  }

  dispose(): void {
    this._resource.dispose();
    Signal.clearData(this);
  }

  /** Read what the last look found; asks AWS nothing. */
  read(): Promise<void> {
    return this._resource.read();
  }

  /** Look if the last look is older than that, or than the server's five minutes; free. */
  async look(maxAge: number | null = null): Promise<void> {
    if (maxAge !== null || this._resource.isDue) {
      await this._ask(false, maxAge);
    }
  }

  /** Look again; free. */
  again(): Promise<void> {
    return this._ask(true, null);
  }

  /** Stop one of them, and look again; throws the client's errors. */
  async stop(id: string, includingHere: boolean): Promise<IStopped> {
    const stopped = await this._client.send('stop_running', {
      id,
      confirm: true,
      including_here: includingHere
    });
    this._stops = new Map(this._stops).set(id, stopped);
    this._changed.emit();
    void this.again();
    return stopped;
  }

  /** Leave one as it is for some hours, with a reason; throws the client's errors. */
  async snooze(id: string, hours: number, reason: string): Promise<void> {
    await this._client.send('snooze_running', { id, hours, reason });
    await this._resource.read();
  }

  /** End a snooze before its time. */
  async wake(id: string): Promise<void> {
    await this._client.send('wake_running', { id });
    await this._resource.read();
  }

  private _ask(force: boolean, maxAge: number | null): Promise<void> {
    return this._resource.refresh({ force, max_age: maxAge, scope: 'mine' });
  }

  private _onChanged(): void {
    const listed = valueOf(this.state)?.resources.map(({ id }) => id) ?? [];
    if (this.state.kind === 'ready' && !this.state.refreshing) {
      this._stops = new Map(
        [...this._stops].filter(([id]) => listed.includes(id))
      );
    }
    this._changed.emit();
  }

  private readonly _resource: SectionResource<IRunning, IRunningRequest>;
  private _stops: Stops = new Map();
  private _changed = new Signal<this, void>(this);
}
