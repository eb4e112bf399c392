// What a scan found, in a table: filters, groups, details, and fixes for many at once.
import * as React from 'react';
import { asOf, isBusy, valueOf } from '../resource';
import type { Whose } from '../scans';
import { requiredFirst } from '../sections/who';
import { useSurroundings } from '../surroundings';
import type { ICostTags, ISnapshot } from '../tokens';
import type { IScan, IScannedResource } from '../types';
import { Bar } from './bar';
import { Drawer } from './drawer';
import { Filters } from './filters';
import { Fixing, type Task } from './fixing';
import { Grid } from './grid';
import { NO_FILTERS } from './rows';
import { Incomplete, Nothing } from './states';
import { Tools } from './tools';
import { useCosts } from './usecosts';
import { useInventory } from './useinventory';
import type { IListing } from './usescan';

const MOST_KEYS = 3; // columns
const MOST_COSTS = 1000; // asked for to put the list in order of them

interface IFoundProps {
  model: ICostTags;
  snapshot: ISnapshot;
  whose: Whose;
  listing: IListing;
  scan: IScan;
  /** The choice of whose resources. */
  scope: React.ReactNode;
}

export function Found(props: IFoundProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { model, snapshot, scan, listing } = props;
  const policy = valueOf(snapshot.policy);
  const whoami = valueOf(snapshot.whoami);
  const { costs, want } = useCosts(
    ids => model.scans.costs(ids),
    asOf(listing.state)
  );
  const inventory = useInventory(scan, snapshot.rows, policy, costs);
  const isByCost = inventory.order.by === 'cost';
  const { listed } = inventory;
  const onSeen = React.useCallback(
    (ids: readonly string[]) =>
      want(isByCost ? listed.slice(0, MOST_COSTS).map(one => one.id) : ids),
    [want, isByCost, listed]
  );
  const [task, setTask] = React.useState<Task | null>(null);
  const search = React.useRef<HTMLInputElement>(null);
  const grid = React.useRef<HTMLDivElement>(null);
  const required = requiredFirst(policy).filter(rule => rule.required);
  const { opened, lines, selection, setSelection } = inventory;
  const close = () => {
    inventory.open(null);
    grid.current?.focus();
  };
  return (
    <div
      className="jp-CostTags-inventory"
      onKeyDown={event => {
        if (event.key === '/' && !(event.target instanceof HTMLInputElement)) {
          event.preventDefault();
          search.current?.focus();
        }
      }}
    >
      <div className="jp-CostTags-inventory-top">
        <Filters
          {...inventory}
          search={search}
          scope={props.scope}
          onFilters={inventory.setFilters}
          onGrouping={inventory.setGrouping}
          onOrder={inventory.setOrder}
          onDown={() => grid.current?.focus()}
        />
        <Tools
          scan={listing.state}
          listed={listed}
          total={inventory.all.length}
          costs={costs}
          onRefresh={listing.refresh}
        />
      </div>
      {!scan.complete && (
        <Incomplete
          scan={scan}
          isRefreshing={listing.state.refreshing}
          whoami={whoami}
        />
      )}
      <Bar
        chosen={inventory.chosen}
        untagged={inventory.untagged}
        mine={mineOf(inventory.untagged, props.whose, snapshot)}
        onClear={inventory.clear}
        onMine={of => setTask({ kind: 'mine', of })}
        onChoose={of => setTask({ kind: 'choose', of })}
        onRecord={of => setTask({ kind: 'record', of })}
      />
      <div
        className="jp-CostTags-inventory-main"
        aria-busy={isBusy(listing.state)}
      >
        {listed.length === 0 ? (
          <Nothing
            scan={scan}
            whose={props.whose}
            onClear={
              inventory.all.length > 0
                ? () => inventory.setFilters(NO_FILTERS)
                : null
            }
          />
        ) : (
          <Grid
            ref={grid}
            lines={lines}
            resources={listed}
            selection={selection}
            order={inventory.order}
            keys={required.slice(0, MOST_KEYS).map(rule => rule.key)}
            required={required.map(rule => rule.key)}
            rows={snapshot.rows}
            costs={costs}
            onSeen={onSeen}
            opened={opened?.id ?? null}
            onSelect={setSelection}
            onOrder={inventory.setOrder}
            onOpen={one => inventory.open(one.id)}
            onFold={inventory.fold}
            onLeave={() => (opened ? inventory.open(null) : inventory.clear())}
          />
        )}
        {opened && (
          <Drawer
            resource={opened}
            launch={launchOf(snapshot, opened)}
            cost={costs.get(opened.id)}
            whoami={whoami}
            policy={policy}
            demo={valueOf(snapshot.status)?.demo ?? false}
            onClose={close}
            onFix={one => setTask({ kind: 'choose', of: [one] })}
            onRecord={one => setTask({ kind: 'record', of: [one] })}
            onParts={one => setTask({ kind: 'parts', of: [one] })}
          />
        )}
      </div>
      {task && (
        <Fixing
          model={model}
          snapshot={snapshot}
          task={task}
          onClose={() => setTask(null)}
        />
      )}
      <p className="jp-CostTags-hidden" role="status">
        {trans._n('%1 resource listed', '%1 resources listed', listed.length)}
      </p>
    </div>
  );
}

/** What the guard wrote down when it was launched; null without. */
function launchOf(snapshot: ISnapshot, { kind, name }: IScannedResource) {
  const launches = valueOf(snapshot.guard)?.launches ?? [];
  return launches.find(one => one.kind === kind && one.name === name) ?? null;
}

/** Of everybody's, those of mine: by Studio's mark, else by the scan of mine. */
function mineOf(
  resources: readonly IScannedResource[],
  whose: Whose,
  snapshot: ISnapshot
): readonly IScannedResource[] {
  if (whose.scope !== 'all') {
    return resources;
  }
  const listed = new Set(
    valueOf(snapshot.scan)?.resources.map(one => one.id) ?? []
  );
  return resources.filter(one => one.mine ?? listed.has(one.id));
}
