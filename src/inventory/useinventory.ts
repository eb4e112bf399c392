// What is asked of the table so far, and what it lists then.
import * as React from 'react';
import type { RowFixes } from '../rowfix';
import { useSurroundings } from '../surroundings';
import type { IPolicyView, IScan, IScannedResource } from '../types';
import {
  filtered,
  linesOf,
  NEWEST_FIRST,
  NO_FILTERS,
  offered,
  overlaid,
  sorted,
  type Grouping,
  type IFilters,
  type IOrder
} from './rows';
import { NOTHING, type ISelection } from './selection';
import type { Costs } from './usecosts';

export function useInventory(
  scan: IScan | null,
  rows: RowFixes,
  policy: IPolicyView | null,
  costs: Costs
) {
  const { locale } = useSurroundings();
  const [filters, setFilters] = React.useState<IFilters>(NO_FILTERS);
  const [order, setOrder] = React.useState<IOrder>(NEWEST_FIRST);
  const [grouping, setGrouping] = React.useState<Grouping>(null);
  const [closed, setClosed] = React.useState<ReadonlySet<string>>(new Set());
  const [selection, setSelection] = React.useState<ISelection>(NOTHING);
  const [openedId, setOpened] = React.useState<string | null>(null);
  const text = React.useDeferredValue(filters.text);
  const all = React.useMemo(
    () => overlaid(scan?.resources ?? NONE, rows),
    [scan, rows]
  );
  // Costs come bit by bit: the lines move only for whom they are in order of it.
  const byCost = order.by === 'cost' ? costs : undefined;
  const listed = React.useMemo(() => {
    // Days are counted back from the scan: it is the newest moment that is known.
    const now = Date.parse(scan?.as_of ?? '') || Date.now();
    const found = filtered(all, { ...filters, text }, now);
    return sorted(found, order, locale, byCost);
  }, [all, scan, filters, text, order, locale, byCost]);
  const lines = React.useMemo(
    () => linesOf(listed, grouping, closed),
    [listed, grouping, closed]
  );
  const chosen = React.useMemo(
    () => listed.filter(one => selection.chosen.has(one.id)),
    [listed, selection.chosen]
  );
  return {
    all,
    listed,
    lines,
    chosen,
    untagged: listed.filter(one => one.state === 'non-compliant'),
    opened: all.find(one => one.id === openedId) ?? null,
    offered: React.useMemo(() => offered(all, policy), [all, policy]),
    filters,
    setFilters,
    order,
    setOrder,
    grouping,
    setGrouping,
    selection,
    setSelection,
    clear: () => setSelection({ ...selection, chosen: new Set() }),
    open: setOpened,
    fold: (group: string) =>
      setClosed(before => {
        const after = new Set(before);
        if (!after.delete(group)) {
          after.add(group);
        }
        return after;
      })
  };
}

const NONE: readonly IScannedResource[] = [];
