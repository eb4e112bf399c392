// Remembers whose bundle counts where a notebook brings another than mine: in this browser's Lab.
import type { IStateDB } from '@jupyterlab/statedb';
import { record } from '../record';
import type { Answer } from './choice';

const KEY = 'jupyter-cost-tags:answers';
const MOST = 200;

interface IRemembered {
  readonly bundle: string;
  readonly answer: Answer;
}

/** The answers by notebook path; one is good for the bundle that it was given to. */
export class Answers {
  constructor(private readonly _state: IStateDB | null) {
    this.ready = this._load();
  }

  /** Resolves when what was remembered is here. */
  readonly ready: Promise<void>;

  of(path: string, bundle: string | null): Answer | null {
    const known = this._known.get(path);
    return known && known.bundle === bundle ? known.answer : null;
  }

  remember(path: string, bundle: string, answer: Answer): void {
    this._known.delete(path); // the newest last
    this._known.set(path, { bundle, answer });
    this._save();
  }

  /** A notebook has another name now. */
  move(from: string, to: string): void {
    const known = this._known.get(from);
    if (known) {
      this._known.delete(from);
      this._known.set(to, known);
      this._save();
    }
  }

  private async _load(): Promise<void> {
    const stored = await this._state?.fetch(KEY);
    for (const [path, told] of Object.entries(record(stored) ?? {})) {
      const { bundle, answer } = record(told) ?? {};
      if (
        typeof bundle === 'string' &&
        (answer === 'notebook' || answer === 'mine') &&
        !this._known.has(path)
      ) {
        this._known.set(path, { bundle, answer });
      }
    }
  }

  private _save(): void {
    const newest = [...this._known].slice(-MOST);
    this._known = new Map(newest);
    const stored = newest.map(([path, told]) => [path, { ...told }] as const);
    void this._state?.save(KEY, Object.fromEntries(stored));
  }

  private _known = new Map<string, IRemembered>();
}
