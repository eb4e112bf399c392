// One resource per noun: loading, ready or failed, with the last good value kept.
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import { ApiError, ForeignAnswer, NetworkError } from './client';
import type { IProblem, ISection } from './types';

/** Why there is no fresh value. */
export type Failure =
  | { readonly kind: 'problem'; readonly problem: IProblem }
  | { readonly kind: 'offline' } // the Jupyter server gives no answer
  | { readonly kind: 'foreign'; readonly status: number }; // not our server part

/** What is known of one noun. */
export type State<T> =
  | { readonly kind: 'loading'; readonly refreshing: boolean }
  | {
      readonly kind: 'ready';
      readonly value: T;
      readonly asOf: string | null;
      readonly stale: boolean;
      readonly refreshing: boolean;
    }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      readonly last: T | null;
      readonly asOf: string | null;
      readonly stale: boolean;
      readonly refreshing: boolean;
    };

export const LOADING: State<never> = { kind: 'loading', refreshing: false };

/** The value to show, however old; null without one. */
export function valueOf<T>(state: State<T>): T | null {
  switch (state.kind) {
    case 'loading':
      return null;
    case 'ready':
      return state.value;
    case 'failed':
      return state.last;
  }
}

/** When the shown value was read; null without one. */
export function asOf(state: State<unknown>): string | null {
  return state.kind === 'loading' ? null : state.asOf;
}

/** The problem that the server part told, if that is what went wrong. */
export function problemOf(state: State<unknown>): IProblem | null {
  return state.kind === 'failed' && state.failure.kind === 'problem'
    ? state.failure.problem
    : null;
}

/** Whether a refresh is under way, or the first answer is not here yet. */
export function isBusy(state: State<unknown>): boolean {
  return state.kind === 'loading' || state.refreshing;
}

/** The state after an answer of a section. */
export function fromSection<T>(section: ISection<T>): State<T> {
  const { value, as_of: asOf, stale, refreshing, problem } = section;
  if (problem) {
    const failure = { kind: 'problem', problem } as const;
    return { kind: 'failed', failure, last: value, asOf, stale, refreshing };
  }
  if (value === null) {
    return { kind: 'loading', refreshing };
  }
  return { kind: 'ready', value, asOf, stale, refreshing };
}

/** The state after no usable answer: what was known stays. */
export function afterFailure<T>(before: State<T>, failure: Failure): State<T> {
  return {
    kind: 'failed',
    failure,
    last: valueOf(before),
    asOf: asOf(before),
    stale: before.kind === 'loading' || before.stale,
    refreshing: false
  };
}

/** What kind of failure an error of the client is; anything else is a bug and is thrown. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) {
    return { kind: 'problem', problem: error.problem };
  }
  if (error instanceof NetworkError) {
    return { kind: 'offline' };
  }
  if (error instanceof ForeignAnswer) {
    return { kind: 'foreign', status: error.status };
  }
  throw error;
}

/** Holds a state; the newest question's answer wins, whatever order answers come in. */
export class Resource<T> implements IDisposable {
  /** Emitted when the state changes. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): State<T> {
    return this._state;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  /**
   * Ask, and take the answer unless a later question was answered before; of a
   * `change`, which tells how things are when it has ended, in any case.
   */
  async load(ask: () => Promise<State<T>>, change = false): Promise<void> {
    const question = ++this._asked;
    let state: State<T> | null = null;
    let failure: Failure | null = null;
    try {
      state = await ask();
    } catch (error) {
      failure = failureOf(error);
    }
    if (this._isDisposed || (!change && question < this._answered)) {
      return;
    }
    this._answered = change ? this._asked : question;
    if (failure) {
      this.set(afterFailure(this._state, failure));
    } else if (state && state !== this._state) {
      this.set(state);
    }
  }

  protected set(state: State<T>): void {
    this._state = state;
    this._changed.emit();
  }

  private _state: State<T> = LOADING;
  private _changed = new Signal<this, void>(this);
  private _isDisposed = false;
  private _asked = 0;
  private _answered = 0;
}

/** A resource that is read whole: no age, no refresh. */
export class PlainResource<T> extends Resource<T> {
  constructor(private readonly _ask: () => Promise<T>) {
    super();
  }

  read(): Promise<void> {
    return this.load(async () => this._after(await this._ask()));
  }

  /** Take what a write answered as the newest value. */
  accept(value: T): Promise<void> {
    return this.load(() => Promise.resolve(this._after(value)));
  }

  /** The same answer again is no change, however often it is asked for. */
  private _after(value: T): State<T> {
    const { state } = this;
    return state.kind === 'ready' && isSame(state.value, value)
      ? state
      : { kind: 'ready', value, asOf: null, stale: false, refreshing: false };
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
