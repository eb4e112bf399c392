// What costs: the month, what is up now, budgets, anomalies. Each is read and asked for by itself.
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { Client } from './client';
import { valueOf } from './resource';
import { RunningNow } from './running';
import { Spending } from './spending';
import { SectionResource } from './section';
import type { IMoney } from './tokens';
import type {
  IAnomalies,
  IAnomaliesRequest,
  IBudgets,
  IBudgetsRequest
} from './types';

export class Money implements IDisposable {
  constructor(client: Pick<Client, 'read' | 'send'>) {
    this.spending = new Spending(client);
    this.running = new RunningNow(client);
    const onChanged = () => this._changed.emit();
    this._budgets = new SectionResource({
      read: () => client.read('budgets'),
      refresh: request => client.send('refresh_budgets', request)
    });
    this._anomalies = new SectionResource({
      read: () => client.read('anomalies'),
      refresh: request => client.send('refresh_anomalies', request)
    });
    this.spending.changed.connect(onChanged);
    this.running.changed.connect(onChanged);
    this._budgets.changed.connect(onChanged);
    this._anomalies.changed.connect(onChanged);
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
      stops: running.stops,
      budgets: this._budgets.state,
      anomalies: this._anomalies.state
    };
  }

  get isDisposed(): boolean {
    return this.running.isDisposed;
  }

  dispose(): void {
    this.spending.dispose();
    this.running.dispose();
    this._budgets.dispose();
    this._anomalies.dispose();
    Signal.clearData(this);
  }

  /** Read what the server keeps; asks AWS nothing. */
  async read(): Promise<void> {
    await Promise.all([
      this.spending.read(),
      this.running.read(),
      this._budgets.read(),
      this._anomalies.read()
    ]);
  }

  /** Ask for what is older than its lifetime. */
  async show(): Promise<void> {
    const [asked] = await Promise.all([
      this.spending.show(),
      this.running.look(),
      this._budgets.isDue && this._askBudgets(false)
    ]);
    if (asked && this._lacksTheBill()) {
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
    await Promise.all([this.running.again(), this._askBudgets(true)]);
    await this.spending.read();
  }

  /** Have AWS look for unusual costs; costs Cost Explorer requests. */
  askAnomalies(): Promise<void> {
    return this._anomalies.refresh({ force: true, max_age: null });
  }

  private _askBudgets(force: boolean): Promise<void> {
    return this._budgets.refresh({ force, max_age: null, scope: 'mine' });
  }

  /** Whether there is a bill, and a look that was made without it. */
  private _lacksTheBill(): boolean {
    const bill = valueOf(this.spending.shown);
    return (
      bill?.state === 'ok' &&
      valueOf(this.running.state)?.since_last_bill === null
    );
  }

  private readonly _budgets: SectionResource<IBudgets, IBudgetsRequest>;
  private readonly _anomalies: SectionResource<IAnomalies, IAnomaliesRequest>;
  private _changed = new Signal<this, void>(this);
}
