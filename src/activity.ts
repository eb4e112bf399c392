// Whether anybody is there: a panel that nobody looks at asks nothing.
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';

export const IDLE_AFTER = 30 * 60 * 1000; // ms

const EVENTS = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const;

/** Watches a document for signs of a person. */
export class Activity implements IDisposable {
  constructor(
    private readonly _document: Document = document,
    private readonly _now: () => number = Date.now
  ) {
    this._last = _now();
    for (const name of EVENTS) {
      _document.addEventListener(name, this, { capture: true, passive: true });
    }
    _document.addEventListener('visibilitychange', this);
  }

  /** Emitted when somebody comes back: to the page, or after a long while. */
  get returned(): ISignal<this, void> {
    return this._returned;
  }

  /** Whether the page is hidden or nobody did anything for half an hour. */
  get isAway(): boolean {
    return this._document.hidden || this._now() - this._last >= IDLE_AFTER;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  handleEvent(event: Event): void {
    const wasAway = this._now() - this._last >= IDLE_AFTER;
    const shown = event.type === 'visibilitychange' && !this._document.hidden;
    if (event.type !== 'visibilitychange' || shown) {
      this._last = this._now();
    }
    if (!this._document.hidden && (wasAway || shown)) {
      this._returned.emit();
    }
  }

  dispose(): void {
    this._isDisposed = true;
    for (const name of EVENTS) {
      this._document.removeEventListener(name, this, { capture: true });
    }
    this._document.removeEventListener('visibilitychange', this);
    Signal.clearData(this);
  }

  private _last: number;
  private _isDisposed = false;
  private _returned = new Signal<this, void>(this);
}
