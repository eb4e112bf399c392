// One open notebook: what its metadata says of tags, and telling the server so.
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import { ApiError } from '../client';
import { valueOf } from '../resource';
import type { ICostTags } from '../tokens';
import type { IGuard, INotebookRequest } from '../types';
import type { Answers } from './answers';
import { usable, type Answer, type INotebookState } from './choice';
import { MEMBER, readSaid, withChoice, type IChoice } from './metadata';

const TELL_AGAIN_AFTER = 10_000; // ms

/** What chip and card may ask of the notebook that they are in. */
export interface INotebook {
  readonly changed: ISignal<INotebook, void>;
  readonly state: INotebookState;
  /** Choose for this notebook, null for nothing of its own; throws the client's errors. */
  choose(choice: IChoice | null): Promise<void>;
  /** Say whose bundle counts here; the notebook stays as it is. */
  answer(answer: Answer): Promise<void>;
}

export interface INotebookOptions {
  panel: NotebookPanel;
  model: ICostTags;
  answers: Answers;
  now?: () => number;
}

export class Notebook implements INotebook, IDisposable {
  constructor(private readonly _options: INotebookOptions) {
    const { panel, model } = _options;
    this._path = panel.context.localPath;
    this._state = this._read();
    panel.disposed.connect(() => this.dispose(), this);
    void Promise.all([panel.context.ready, _options.answers.ready]).then(() => {
      if (!this._isDisposed) {
        panel.model?.metadataChanged.connect(() => this._follow(), this);
        panel.context.pathChanged.connect(() => this._onPath(), this);
        panel.sessionContext.kernelChanged.connect(() => this._follow(), this);
        model.changed.connect(() => this._onModel(), this);
        this._follow();
      }
    });
  }

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): INotebookState {
    return this._state;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  async choose(choice: IChoice | null): Promise<void> {
    const { panel, answers } = this._options;
    if (choice?.bundle) {
      answers.remember(this._path, choice.bundle, 'notebook');
    }
    const next = withChoice(panel.model?.getMetadata(MEMBER), choice);
    if (next) {
      panel.model?.setMetadata(MEMBER, next);
    } else {
      panel.model?.deleteMetadata(MEMBER);
    }
    this._refresh();
    await this._tell();
  }

  async answer(answer: Answer): Promise<void> {
    const { said } = this._state;
    if (said.kind === 'choice' && said.choice.bundle !== null) {
      this._options.answers.remember(this._path, said.choice.bundle, answer);
      this._refresh();
      await this._tell();
    }
  }

  private _read(): INotebookState {
    const { panel, answers } = this._options;
    const said = readSaid(panel.model?.getMetadata(MEMBER));
    const bundle = said.kind === 'choice' ? said.choice.bundle : null;
    return {
      said,
      answer: answers.of(this._path, bundle),
      kernelId: panel.sessionContext.session?.kernel?.id ?? null,
      refusal: this._refusal
    };
  }

  private _refresh(): void {
    this._state = this._read();
    this._changed.emit();
  }

  private _onPath(): void {
    const path = this._options.panel.context.localPath;
    this._options.answers.move(this._path, path);
    this._path = path;
    this._follow();
  }

  /** Metadata, kernel or name changed: the server should know, even if it can't right now. */
  private _follow(): void {
    this._refresh();
    this._tell().catch((error: unknown) => {
      console.warn('Cost Tags: the server could not be told.', error);
    });
  }

  /** Tell again what the server did not hear, or has forgotten as it was started anew. */
  private _onModel(): void {
    const { model, now = Date.now } = this._options;
    const { guard } = model.snapshot;
    const known = guard.kind === 'ready' ? valueOf(guard) : null;
    if (
      known &&
      now() - this._toldAt > TELL_AGAIN_AFTER &&
      (this._told === null || !this._isListed(known))
    ) {
      this._told = null;
      this._follow();
    } else if (this._told !== null && this._told !== this._asked()) {
      this._follow(); // another policy has other bundles
    }
  }

  private _isListed(guard: IGuard): boolean {
    const { bundle, tags } = this._request();
    const { kernelId } = this._state;
    const isNothing = bundle === null && Object.keys(tags ?? {}).length === 0;
    return (
      isNothing ||
      guard.notebooks.some(
        one =>
          (kernelId !== null && one.kernel_id === kernelId) ||
          one.path === this._path
      )
    );
  }

  private _request(): INotebookRequest {
    const policy = valueOf(this._options.model.snapshot.policy);
    const { bundle, tags } = usable(this._state, policy);
    return {
      kernel_id: this._state.kernelId,
      path: this._path,
      bundle,
      tags: { ...tags }
    };
  }

  private _asked(): string {
    return JSON.stringify(this._request());
  }

  /** One after the other, so that the newest is told last; the same is told once. */
  private _tell(): Promise<void> {
    const { now = Date.now } = this._options;
    const request = this._request();
    const told = this._asked();
    if (told !== this._told) {
      this._told = told;
      this._toldAt = now();
      this._telling = this._telling
        .catch(() => undefined)
        .then(() => this._send(request));
    }
    return this._telling;
  }

  private async _send(request: INotebookRequest): Promise<void> {
    try {
      await this._options.model.tellNotebook(request);
      this._take(null);
    } catch (error) {
      if (isFinal(error)) {
        this._take(error.problem.message);
      } else {
        this._told = null; // to be told again
      }
      throw error;
    }
  }

  private _take(refusal: string | null): void {
    if (refusal !== this._refusal && !this._isDisposed) {
      this._refusal = refusal;
      this._refresh();
    }
  }

  private _path: string;
  private _state: INotebookState;
  private _refusal: string | null = null;
  private _told: string | null = null;
  private _toldAt = 0;
  private _telling: Promise<void> = Promise.resolve();
  private _isDisposed = false;
  private _changed = new Signal<this, void>(this);
}

/** The server took it for what it is: telling it again gives the same answer. */
function isFinal(error: unknown): error is ApiError {
  return error instanceof ApiError && error.status === 400;
}
