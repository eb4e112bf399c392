// What components and the model need around them in a test.
import { act, render, type RenderResult } from '@testing-library/react';
import { Signal } from '@lumino/signaling';
import * as React from 'react';
import { ApiError, type Client } from '../client';
import { SurroundingsProvider, type ISurroundings } from '../surroundings';
import { Fixes } from '../fixes';
import { Scans } from '../scans';
import type { INews } from '../guard';
import { RunningNow } from '../running';
import { setupOf } from '../setup';
import type { ICostTags, ISnapshot } from '../tokens';
import type { INotebookRequest, IProblem } from '../types';
import { change, problem, result, section, trans, untagged } from './makers';
import { running } from './moneymakers';

/** Render within what every component needs. */
export function show(
  element: React.JSX.Element,
  changes: Partial<ISurroundings> = {}
): RenderResult {
  const surroundings: ISurroundings = {
    trans,
    locale: 'en-GB',
    today: '2026-11-23',
    copy: () => undefined,
    ...changes
  };
  return render(
    <SurroundingsProvider value={surroundings}>{element}</SurroundingsProvider>
  );
}

/** Wait for what is loaded when it is first shown. */
export async function loaded(): Promise<void> {
  await act(async () => {
    await import('../behind');
    await new Promise(resolve => setTimeout(resolve, 0));
  });
}

/** A server that answers from a table; an Error in it is thrown, a function is asked. */
export class FakeClient {
  readonly calls: [name: string, body: unknown][] = [];

  constructor(readonly answers: Record<string, unknown> = {}) {}

  /** How often an operation was asked for. */
  count(name: string): number {
    return this.calls.filter(([asked]) => asked === name).length;
  }

  readonly read = ((name: string, query: unknown) =>
    this._answer(name, query)) as Client['read'];

  readonly send = ((name: string, body: unknown) =>
    this._answer(name, body)) as Client['send'];

  private async _answer(name: string, body: unknown): Promise<unknown> {
    this.calls.push([name, body]);
    await Promise.resolve();
    const answer = this.answers[name];
    const given: unknown =
      typeof answer === 'function'
        ? (answer as (b: unknown) => unknown)(body)
        : answer;
    if (given instanceof Error) {
      throw given;
    }
    return given;
  }
}

/** A model whose snapshot a test sets; what it is asked for is remembered. */
export class FakeModel implements ICostTags {
  constructor(public snapshot: ISnapshot) {}

  readonly changed: Signal<ICostTags, void> = new Signal<ICostTags, void>(this);
  readonly news = new Signal<unknown, INews>(this);
  readonly client = new FakeClient({
    plan: { plan_id: 'p', changes: [change(untagged(), { project: 'churn' })] },
    fix: { run_id: 'r', results: [result(untagged())] },
    undo: { run_id: 'u', results: [result(untagged())] },
    refresh_running: section(running())
  });
  readonly fixes = new Fixes({
    client: this.client,
    rescan: () => Promise.resolve()
  });
  readonly running = new RunningNow(this.client);
  readonly scans = new Scans(this.client);
  readonly setup = setupOf(
    new FakeClient({
      doctor: {
        value: null,
        as_of: null,
        stale: true,
        refreshing: false,
        problem: null
      }
    })
  );
  readonly show = jest.fn(() => Promise.resolve());
  readonly watch = jest.fn(() => Promise.resolve());
  readonly refresh = jest.fn(() => Promise.resolve());
  readonly refreshSpend = jest.fn(() => Promise.resolve());
  readonly lookForAnomalies = jest.fn(() => Promise.resolve());
  readonly groupBy = jest.fn(() => Promise.resolve());
  readonly read = jest.fn(() => Promise.resolve());
  readonly hide = jest.fn();
  readonly dispose = jest.fn();
  readonly resolve = jest.fn((_: string, name: string) =>
    Promise.resolve(untagged(name))
  );
  readonly chooseBundle = jest.fn<Promise<void>, [string | null]>(() =>
    Promise.resolve()
  );
  readonly tellNotebook = jest.fn<Promise<void>, [INotebookRequest]>(() =>
    Promise.resolve()
  );
  readonly syncGuard = jest.fn(() => Promise.resolve());
  readonly isDisposed = false;

  set(next: ISnapshot): void {
    this.snapshot = next;
    this.changed.emit();
  }
}

export function fakeModel(snapshot: ISnapshot): FakeModel {
  return new FakeModel(snapshot);
}

export function refusal(changes: Partial<IProblem> = {}): ApiError {
  return new ApiError(403, problem(changes));
}

/** jsdom has no modal windows and does not scroll. */
export function polyfill(): void {
  HTMLDialogElement.prototype.showModal = function () {
    this.setAttribute('open', '');
  };
  HTMLDialogElement.prototype.close = function () {
    this.removeAttribute('open');
  };
  Element.prototype.scrollIntoView = () => undefined;
}
