// What the resources on screen cost: asked for as they come into view, a page at a time.
import * as React from 'react';
import { failureOf } from '../resource';
import type { ICosts, IResourceCost } from '../types';

const ASK_AFTER = 150; // ms: who scrolls on has not looked
const AT_ONCE = 50;

/** What is known of a resource's cost; `asking` until the answer is here. */
export type Cost = IResourceCost | 'asking' | 'failed';
export type Costs = ReadonlyMap<string, Cost>;

export interface ICostly {
  readonly costs: Costs;
  /** Resources that somebody looks at. */
  readonly want: (ids: readonly string[]) => void;
}

/** What was told before another scan stays until it is told anew. */
export function useCosts(
  ask: (ids: readonly string[]) => Promise<ICosts>,
  scanned: string | null
): ICostly {
  const [costs, setCosts] = React.useState<Costs>(new Map());
  const asked = React.useRef(ask);
  asked.current = ask;
  const desk = React.useRef<Desk | null>(null);
  desk.current ??= new Desk(ids => asked.current(ids), setCosts);
  React.useEffect(() => desk.current?.renew(), [scanned]);
  React.useEffect(() => () => desk.current?.stop(), []);
  const want = React.useCallback((ids: readonly string[]) => {
    desk.current?.want(ids);
  }, []);
  return { costs, want };
}

/** Asks for what is wanted and not told, one request at a time. */
class Desk {
  constructor(
    private readonly _ask: (ids: readonly string[]) => Promise<ICosts>,
    private readonly _tell: (costs: Costs) => void
  ) {}

  stop(): void {
    clearTimeout(this._timer);
    this._wanted = [];
  }

  /** Something may have changed: ask again for what is on screen. */
  renew(): void {
    this._told.clear();
    this.want(this._wanted);
  }

  want(ids: readonly string[]): void {
    this._wanted = ids;
    if (!this._isBusy && this._left().length > 0) {
      clearTimeout(this._timer);
      this._timer = setTimeout(() => void this._next(), ASK_AFTER);
    }
  }

  private _left(): readonly string[] {
    return this._wanted.filter(id => !this._told.has(id)).slice(0, AT_ONCE);
  }

  private async _next(): Promise<void> {
    const ids = this._left();
    if (ids.length === 0) {
      return;
    }
    this._isBusy = true;
    ids.forEach(id => this._told.add(id));
    const unknown = ids.filter(id => !this._known.has(id));
    this._put(unknown.map(id => [id, 'asking']));
    try {
      const { costs } = await this._ask(ids);
      this._put(costs.map(one => [one.id, one]));
    } catch (error) {
      failureOf(error); // a bug is thrown
      this._put(unknown.map(id => [id, 'failed']));
    } finally {
      this._isBusy = false;
    }
    await this._next();
  }

  private _put(costs: readonly (readonly [string, Cost])[]): void {
    this._known = new Map([...this._known, ...costs]);
    this._tell(this._known);
  }

  private _known: Costs = new Map();
  private readonly _told = new Set<string>();
  private _wanted: readonly string[] = [];
  private _isBusy = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}
