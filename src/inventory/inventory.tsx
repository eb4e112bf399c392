// All resources of the scan in a table: filters, groups, details, and fixes for many at once.
import * as React from 'react';
import '../../style/inventory.css';
import { Boundary } from '../parts/boundary';
import { Skeleton } from '../parts/basics';
import { CommonStrip, commonFailure, DemoStrip } from '../parts/strips';
import { Trouble } from '../parts/trouble';
import { Announcement } from '../parts/unseen';
import { isBusy, valueOf } from '../resource';
import { requiredFirst } from '../sections/who';
import { useSnapshot } from '../snapshot';
import {
  SurroundingsProvider,
  useSurroundings,
  type ISurroundings
} from '../surroundings';
import type { ICostTags, ISnapshot } from '../tokens';
import type { IScan, IScannedResource } from '../types';
import { Bar } from './bar';
import { Drawer } from './drawer';
import { Filters } from './filters';
import { Fixing, type Task } from './fixing';
import { Grid } from './grid';
import { Incomplete, Nothing } from './states';
import { Tools } from './tools';
import { useInventory } from './useinventory';
import { NO_FILTERS } from './rows';

const MOST_KEYS = 3; // columns

export interface IInventoryProps {
  model: ICostTags;
  surroundings: Omit<ISurroundings, 'today'>;
}

export function Inventory(props: IInventoryProps): React.JSX.Element {
  const snapshot = useSnapshot(props.model);
  const fixed = valueOf(snapshot.status)?.clock_fixed;
  const today = (fixed ?? new Date().toISOString()).slice(0, 10);
  return (
    <SurroundingsProvider value={{ ...props.surroundings, today }}>
      <Boundary on={snapshot.scan}>
        <Content model={props.model} snapshot={snapshot} />
      </Boundary>
      <Announcement model={props.model} />
    </SurroundingsProvider>
  );
}

interface IContentProps {
  model: ICostTags;
  snapshot: ISnapshot;
}

function Content({ model, snapshot }: IContentProps): React.JSX.Element {
  const status = valueOf(snapshot.status);
  const whoami = valueOf(snapshot.whoami);
  const scan = valueOf(snapshot.scan);
  const common = commonFailure(snapshot);
  const retry = () => void model.refresh();
  return (
    <>
      {status && <DemoStrip status={status} />}
      {common ? (
        <CommonStrip failure={common} snapshot={snapshot} onRetry={retry} />
      ) : (
        snapshot.scan.kind === 'failed' && (
          <Trouble
            failure={snapshot.scan.failure}
            whoami={whoami}
            onRetry={retry}
          />
        )
      )}
      {scan ? (
        <Found model={model} snapshot={snapshot} scan={scan} />
      ) : (
        snapshot.scan.kind === 'loading' && <Loading />
      )}
    </>
  );
}

function Loading(): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <div className="jp-CostTags-inventory-loading" aria-busy="true">
      <p className="jp-CostTags-hidden" role="status">
        {trans.__('Reading your resources…')}
      </p>
      <Skeleton
        rows={['long', 'middle', 'long', 'long', 'middle', 'long', 'short']}
      />
    </div>
  );
}

function Found(props: IContentProps & { scan: IScan }): React.JSX.Element {
  const { trans } = useSurroundings();
  const { model, snapshot, scan } = props;
  const policy = valueOf(snapshot.policy);
  const whoami = valueOf(snapshot.whoami);
  const inventory = useInventory(scan, snapshot.rows, policy);
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
          onFilters={inventory.setFilters}
          onGrouping={inventory.setGrouping}
          onOrder={inventory.setOrder}
          onDown={() => grid.current?.focus()}
        />
        <Tools
          scan={snapshot.scan}
          listed={inventory.listed}
          total={inventory.all.length}
          onRefresh={() => void model.refresh()}
        />
      </div>
      {!scan.complete && (
        <Incomplete
          scan={scan}
          isRefreshing={snapshot.scan.refreshing}
          whoami={whoami}
        />
      )}
      <Bar
        chosen={inventory.chosen}
        untagged={inventory.untagged}
        onClear={inventory.clear}
        onMine={of => setTask({ kind: 'mine', of })}
        onChoose={of => setTask({ kind: 'choose', of })}
        onRecord={of => setTask({ kind: 'record', of })}
      />
      <div
        className="jp-CostTags-inventory-main"
        aria-busy={isBusy(snapshot.scan)}
      >
        {inventory.listed.length === 0 ? (
          <Nothing
            scan={scan}
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
            resources={inventory.listed}
            selection={selection}
            order={inventory.order}
            keys={required.slice(0, MOST_KEYS).map(rule => rule.key)}
            required={required.length}
            rows={snapshot.rows}
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
            whoami={whoami}
            policy={policy}
            demo={valueOf(snapshot.status)?.demo ?? false}
            onClose={close}
            onFix={one => setTask({ kind: 'choose', of: [one] })}
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
        {trans._n(
          '%1 resource listed',
          '%1 resources listed',
          inventory.listed.length
        )}
      </p>
    </div>
  );
}

/** What the guard wrote down when it was launched; null without. */
function launchOf(snapshot: ISnapshot, { kind, name }: IScannedResource) {
  const launches = valueOf(snapshot.guard)?.launches ?? [];
  return launches.find(one => one.kind === kind && one.name === name) ?? null;
}
