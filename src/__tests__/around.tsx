// What components and the model need around them in a test.
import { render, type RenderResult } from '@testing-library/react';
import * as React from 'react';
import { ApiError, type Client } from '../client';
import { SurroundingsProvider, type ISurroundings } from '../surroundings';
import type { IProblem } from '../types';
import { problem, trans } from './makers';

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
