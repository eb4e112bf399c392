// The model: one resource per noun, when each is asked for, and what can be done.
import { Poll } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';
import { Activity } from './activity';
import { Billed } from './billed';
import type { Client } from './client';
import { Fixes } from './fixes';
import { GuardWatch, type INews } from './guard';
import { Money } from './money';
import { asked, MyScan } from './myscan';
import { Scans } from './scans';
import { PlainResource, valueOf, type Resource } from './resource';
import type { RunningNow } from './running';
import { SectionResource } from './section';
import { setupOf, type Setup } from './setup';
import type { ICostTags, ISnapshot } from './tokens';
import type {
  IGuard,
  INotebookRequest,
  IPolicyView,
  IRefreshRequest,
  IScannedResource,
  IStatus,
  IWhoAmI
} from './types';

export const POLL_EVERY = 60_000; // ms
const POLL_AT_MOST_EVERY = 600_000; // ms, while it fails
const POLLED_AGE = 55; // s: a scan that another tab just made is new enough
const LOOKS_AFTER_NEWS = 3; // the server scans after a launch; its scan is here by then

export interface ICostTagsOptions {
  client: Pick<Client, 'read' | 'send'>;
  activity?: Activity;
}

export class CostTags implements ICostTags {
  constructor(options: ICostTagsOptions) {
    const { client } = options;
    this._client = client;
    this._activity = options.activity ?? new Activity();
    this._status = new PlainResource(() => client.read('status'));
    this._policy = new PlainResource(() => client.read('policy'));
    this._whoami = new SectionResource<IWhoAmI, IRefreshRequest>({
      read: () => client.read('whoami'),
      refresh: request => client.send('refresh_whoami', request)
    });
    this._scan = new MyScan(client);
    this.scans = new Scans(client);
    this.scans.changed.connect(
      (_, scan) => scan && this.fixes.reconcile(scan),
      this
    );
    this.fixes = new Fixes({ client, rescan: () => this._afterWrite() });
    this.setup = setupOf(client);
    this.fixes.changed.connect(() => this._update(), this);
    [this._status, this._policy, this._whoami].forEach(one => this._watch(one));
    this._scan.changed.connect(() => this._onScan(), this);
    this._watch(this._scan);
    this._money = new Money(client);
    this._money.changed.connect(() => this._update(), this);
    this._guard = new GuardWatch({
      read: () => client.read('guard'),
      isAway: () => this._activity.isAway
    });
    this._watch(this._guard.resource);
    this._guard.news.connect((_, news) => this._onNews(news), this);
    this._guard.looked.connect(() => this._onLooked(), this);
    this._snapshot = this._taken();
    this._poll = new Poll({
      auto: false,
      name: 'jupyter-cost-tags:scan',
      factory: () => this._look(),
      frequency: {
        interval: POLL_EVERY,
        backoff: true,
        max: POLL_AT_MOST_EVERY
      },
      standby: () => this._viewers.size === 0 || this._activity.isAway
    });
    this._activity.returned.connect(() => this._onReturn(), this);
  }

  readonly fixes: Fixes;
  readonly scans: Scans;

  readonly setup: Setup;

  get running(): RunningNow {
    return this._money.running;
  }

  get changed(): ISignal<ICostTags, void> {
    return this._changed;
  }

  get news(): ISignal<unknown, INews> {
    return this._guard.news;
  }

  get snapshot(): ISnapshot {
    return this._snapshot;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._poll.dispose();
    this._guard.dispose();
    this._activity.dispose();
    this.fixes.dispose();
    this.scans.dispose();
    this.setup.dispose();
    [this._status, this._policy, this._whoami, this._scan].forEach(one =>
      one.dispose()
    );
    this._money.dispose();
    Signal.clearData(this);
  }

  /** Several may want to read at once, as JupyterLab starts: one does. */
  read(): Promise<void> {
    this._reading ??= Promise.all([
      this._status.read(),
      this._policy.read(),
      this._whoami.read(),
      this._scan.read(),
      this._money.read()
    ]).then(() => {
      this._reading = null;
    });
    return this._reading;
  }

  watch(): Promise<void> {
    return this._guard.start();
  }

  async show(viewer = 'panel'): Promise<void> {
    this._viewers.add(viewer);
    void this._guard.look();
    await this.read();
    await Promise.all([
      this._whoami.isDue && this._whoami.refresh(asked(false)),
      this._scan.isDue && this._scan.again(false),
      this._money.show()
    ]);
    // Who answered (the demo, a fixed clock) and what it cost are known only now.
    await this._status.read();
    await this._poll.schedule({ interval: POLL_EVERY, phase: 'started' });
  }

  hide(viewer = 'panel'): void {
    this._viewers.delete(viewer);
    if (this._viewers.size === 0) {
      void this._poll.stop();
    }
  }

  async refresh(): Promise<void> {
    await Promise.all([
      this._policy.read(),
      this._whoami.refresh(asked(true)),
      this._scan.again(true, { full: true }),
      this._money.again(),
      this._guard.look()
    ]);
    await this._status.read();
  }

  async refreshSpend(): Promise<void> {
    await this._money.spending.ask();
    await this._status.read();
  }

  async lookForAnomalies(): Promise<void> {
    await this._money.askAnomalies();
    await this._status.read();
  }

  groupBy(by: string | null): Promise<void> {
    return this._money.spending.groupBy(by);
  }

  resolve(kind: string, name: string): Promise<IScannedResource> {
    return this._client.send('resolve', { kind, name });
  }

  chooseBundle(bundle: string | null): Promise<void> {
    return this._tell(this._client.send('choose_bundle', { bundle }));
  }

  syncGuard(): Promise<void> {
    return this._tell(this._client.send('sync_guard', {}));
  }

  tellNotebook(request: INotebookRequest): Promise<void> {
    return this._tell(this._client.send('choose_for_notebook', request));
  }

  private async _tell(told: Promise<IGuard>): Promise<void> {
    await this._guard.resource.accept(await told);
  }

  private async _afterWrite(): Promise<void> {
    await Promise.all([this._scan.again(true), this.scans.again()]);
  }

  /** The minute's look: jobs are free to ask for, spend is only read. */
  private async _look(): Promise<void> {
    await Promise.all([
      this._scan.again(false, { maxAge: POLLED_AGE }),
      this._money.look()
    ]);
    if (this._scan.state.kind === 'failed') {
      throw new Error('The scan failed.'); // the poll then waits longer
    }
  }

  /** Somebody is back: look at once. What costs money is not asked for. */
  private _onReturn(): void {
    void this._guard.look();
    if (this._viewers.size > 0) {
      void this._poll.refresh();
    }
  }

  /** What was just launched is up, or will be in a moment. */
  private _onNews({ launched }: INews): void {
    this._looksLeft = LOOKS_AFTER_NEWS;
    if (launched.length > 0 && this._viewers.size > 0) {
      void this.running.look(0);
    }
  }

  private _onLooked(): void {
    if (this._looksLeft > 0) {
      this._looksLeft -= 1;
      void this._scan.read();
    }
  }

  private _onScan(): void {
    const scan = valueOf(this._scan.state);
    if (scan && this._scan.state.kind === 'ready') {
      this.fixes.reconcile(scan);
    }
  }

  private _watch(resource: Pick<Resource<unknown>, 'changed'>): void {
    resource.changed.connect(() => this._update(), this);
  }

  private _update(): void {
    this._snapshot = this._taken();
    this._changed.emit();
  }

  private _taken(): ISnapshot {
    return {
      status: this._status.state,
      policy: this._policy.state,
      whoami: this._billed.with(
        this._whoami.state,
        valueOf(this._policy.state),
        valueOf(this._guard.resource.state)
      ),
      scan: this._scan.state,
      guard: this._guard.resource.state,
      ...this._money.snapshot,
      rows: this.fixes.rows
    };
  }

  private readonly _client: Pick<Client, 'read' | 'send'>;
  private readonly _activity: Activity;
  private readonly _status: PlainResource<IStatus>;
  private readonly _policy: PlainResource<IPolicyView>;
  private readonly _whoami: SectionResource<IWhoAmI, IRefreshRequest>;
  private readonly _scan: MyScan;
  private readonly _money: Money;
  private readonly _guard: GuardWatch;
  private readonly _poll: Poll;
  private readonly _billed = new Billed();
  private _looksLeft = 0;
  private _reading: Promise<void> | null = null;
  private readonly _viewers = new Set<string>();
  private _isDisposed = false;
  private _snapshot: ISnapshot;
  private _changed = new Signal<this, void>(this);
}
