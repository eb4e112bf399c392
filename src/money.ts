// What costs: the month, and what is up now. Each is read and asked for by itself.
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { Client } from './client';
import { valueOf } from './resource';
import { RunningNow } from './running';
import { Spending } from './spending';
import type { IMoney } from './tokens';

export class Money implements IDisposable {
  constructor(client: Pick<Client, 'read' | 'send'>) {
    this.spending = new Spending(client);
    this.running = new RunningNow(client);
    const onChanged = () => this._changed.emit();
    this.spending.changed.connect(onChanged);
    this.running.changed.connect(onChanged);
  }

  readonly spending: Spending;
  readonly running: RunningNow;

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get snapshot(): IMoney {
    const { spending, running } = this;
    return {
      spend: spending.shown,
      by: spending.by,
      grouped: spending.grouped,
      jobs: spending.jobs,
      running: running.state,
      stops: running.stops
    };
  }

  get isDisposed(): boolean {
    return this.running.isDisposed;
  }

  dispose(): void {
    this.spending.dispose();
    this.running.dispose();
    Signal.clearData(this);
  }

  /** Read what the server keeps; asks AWS nothing. */
  async read(): Promise<void> {
    await Promise.all([this.spending.read(), this.running.read()]);
  }

  /** Ask for what is older than its lifetime. */
  async show(): Promise<void> {
    await Promise.all([this.spending.show(), this.running.look()]);
    if (this._isBilledSince()) {
      await this.running.again();
    }
    await this.spending.read();
  }

  /** Look at what is free; the month is only read. */
  async look(): Promise<void> {
    await this.running.look();
    await this.spending.read();
  }

  /** Look at what is free again. */
  async again(): Promise<void> {
    await this.running.again();
    await this.spending.read();
  }

  /** Whether the bill is newer than the look that told what accrued since the bill. */
  private _isBilledSince(): boolean {
    const bill = valueOf(this.spending.shown);
    const look = valueOf(this.running.state);
    return (
      bill?.state === 'ok' &&
      look !== null &&
      Date.parse(look.as_of) < Date.parse(bill.as_of)
    );
  }

  private _changed = new Signal<this, void>(this);
}
