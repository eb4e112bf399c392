// What kernels go by and what they launched: looked at often, because that asks nobody.
import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';
import { PlainResource } from './resource';
import type { IGuard, ILaunch } from './types';

export const LOOK_EVERY = 3000; // ms
const LOOK_AT_MOST_EVERY = 60_000; // ms, while it fails

/** What a look found that was not there at the look before. */
export interface INews {
  /** Launches that were not known. */
  readonly launched: readonly ILaunch[];
  /** Known launches of which AWS's tags are known now. */
  readonly verified: readonly ILaunch[];
}

export interface IGuardWatchOptions {
  read: () => Promise<IGuard>;
  /** Whether nobody looks: then nothing is asked. */
  isAway: () => boolean;
}

/** Looks at the guard; tells what is new since the page was loaded. */
export class GuardWatch implements IDisposable {
  constructor(options: IGuardWatchOptions) {
    this.resource = new PlainResource(options.read);
    this.resource.changed.connect(() => this._compare(), this);
    this._poll = new Poll({
      auto: false,
      name: 'jupyter-cost-tags:guard',
      factory: () => this._look(),
      frequency: {
        interval: LOOK_EVERY,
        backoff: true,
        max: LOOK_AT_MOST_EVERY
      },
      standby: options.isAway
    });
  }

  readonly resource: PlainResource<IGuard>;

  /** Emitted when a look found launches, or what AWS has for one. */
  get news(): ISignal<this, INews> {
    return this._news;
  }

  /** Emitted after every look. */
  get looked(): ISignal<this, void> {
    return this._looked;
  }

  get isDisposed(): boolean {
    return this._poll.isDisposed;
  }

  dispose(): void {
    this._poll.dispose();
    this.resource.dispose();
    Signal.clearData(this);
  }

  /** Look from now on, the first time at once. */
  start(): Promise<void> {
    return this._poll.start();
  }

  /** Look at once, then go on as before. */
  look(): Promise<void> {
    return this._poll.state.phase === 'constructed'
      ? Promise.resolve()
      : this._poll.refresh();
  }

  private async _look(): Promise<void> {
    await this.resource.read();
    this._looked.emit();
    if (this.resource.state.kind === 'failed') {
      throw new Error('The guard could not be looked at.'); // the poll then waits longer
    }
  }

  /** What was launched before the page was loaded is no news. */
  private _compare(): void {
    const { state } = this.resource;
    if (state.kind !== 'ready') {
      return;
    }
    const { launches } = state.value;
    const known = this._known;
    this._known = new Map(launches.map(({ id, verified }) => [id, verified]));
    if (!known) {
      return;
    }
    const launched = launches.filter(({ id }) => !known.has(id));
    const verified = launches.filter(
      launch =>
        known.get(launch.id) === 'pending' && launch.verified !== 'pending'
    );
    if (launched.length + verified.length > 0) {
      this._news.emit({ launched, verified });
    }
  }

  private readonly _poll: Poll;
  private _known: ReadonlyMap<string, ILaunch['verified']> | null = null;
  private _news = new Signal<this, INews>(this);
  private _looked = new Signal<this, void>(this);
}
