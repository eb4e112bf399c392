// A section of the panel as a resource: read what is kept, refresh it, follow a long refresh.
import { fromSection, isBusy, Resource, valueOf } from './resource';
import type { ISection } from './types';

export const FOLLOW_EVERY = 2000; // ms between looks at a refresh that outlasts its request
export const MOST_FOLLOWS = 150; // 5 minutes

/** Where a section's answers come from. */
export interface ISectionSource<T, R> {
  read(): Promise<ISection<T>>;
  refresh(request: R): Promise<ISection<T>>;
}

export class SectionResource<
  T,
  R extends { readonly force?: boolean }
> extends Resource<T> {
  constructor(private readonly _source: ISectionSource<T, R>) {
    super();
  }

  /** Whether there is no value or an old one; the server has the last word. */
  get isOld(): boolean {
    return (
      valueOf(this.state) === null ||
      (this.state.kind !== 'loading' && this.state.stale)
    );
  }

  /** Whether opening the panel should ask again: a failure may be over by now. */
  get isDue(): boolean {
    return this.isOld || this.state.kind === 'failed';
  }

  /** Read what the server keeps. */
  read(): Promise<void> {
    return this._take(() => this._source.read());
  }

  /** Ask for a refresh; what is shown stays, and says that it is being updated. */
  refresh(request: R): Promise<void> {
    this._wanted = request;
    if (!this.state.refreshing) {
      this.set({ ...this.state, refreshing: true });
    }
    return this._take(() => this._source.refresh(request), true);
  }

  override dispose(): void {
    clearTimeout(this._timer);
    super.dispose();
  }

  private async _take(
    ask: () => Promise<ISection<T>>,
    change = false
  ): Promise<void> {
    await this.load(async () => {
      const section = await ask();
      this._running = section.refreshing;
      return fromSection(section);
    }, change);
    this._follow();
  }

  /** Look again until the refresh is done; one look at a time. */
  private _follow(): void {
    if (this._timer !== undefined || this.isDisposed || !this._goesOn()) {
      return;
    }
    this._follows += 1;
    this._timer = setTimeout(() => {
      this._timer = undefined;
      const forgotten = this._forgotten();
      void (forgotten
        ? this.refresh({ ...forgotten, force: false })
        : this.read());
    }, FOLLOW_EVERY);
  }

  private _goesOn(): boolean {
    const goesOn =
      this._forgotten() !== undefined || (this._running && isBusy(this.state));
    if (!goesOn) {
      this._follows = 0;
    }
    return goesOn && this._follows < MOST_FOLLOWS;
  }

  /** What was asked for and the server knows nothing of: it was started anew. */
  private _forgotten(): R | undefined {
    const knows = this.state.kind !== 'loading' || this._running;
    return knows ? undefined : this._wanted;
  }

  private _wanted: R | undefined;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _running = false;
  private _follows = 0;
}
