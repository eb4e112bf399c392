// All resources of a scan in a table: whose they are, and what is shown until they are here.
import * as React from 'react';
import '../../style/inventory.css';
import '../../style/drawer.css';
import { Boundary } from '../parts/boundary';
import { Button, Skeleton } from '../parts/basics';
import { CommonStrip, commonFailure, DemoStrip } from '../parts/strips';
import { Trouble } from '../parts/trouble';
import { Announcement } from '../parts/unseen';
import { valueOf } from '../resource';
import type { Whose } from '../scans';
import { useSnapshot } from '../snapshot';
import {
  SurroundingsProvider,
  useSurroundings,
  type ISurroundings
} from '../surroundings';
import type { ICostTags, ISnapshot } from '../tokens';
import { Found } from './found';
import { Scope } from './scope';
import { MINE, useScan } from './usescan';

export interface IInventoryProps {
  model: ICostTags;
  surroundings: Omit<ISurroundings, 'today'>;
  /** The path of the notebook that was worked in last; null without one. */
  notebook?: string | null;
}

export function Inventory(props: IInventoryProps): React.JSX.Element {
  const snapshot = useSnapshot(props.model);
  const fixed = valueOf(snapshot.status)?.clock_fixed;
  const today = (fixed ?? new Date().toISOString()).slice(0, 10);
  return (
    <SurroundingsProvider value={{ ...props.surroundings, today }}>
      <Boundary on={snapshot.scan}>
        <Content {...props} snapshot={snapshot} />
      </Boundary>
      <Announcement model={props.model} />
    </SurroundingsProvider>
  );
}

function Content(
  props: IInventoryProps & { snapshot: ISnapshot }
): React.JSX.Element {
  const { model, snapshot } = props;
  const [whose, setWhose] = React.useState<Whose>(MINE);
  const listing = useScan(model, snapshot, whose);
  const status = valueOf(snapshot.status);
  const scan = valueOf(listing.state);
  const common = commonFailure(snapshot);
  const scope = (
    <Scope whose={whose} notebook={props.notebook ?? null} onWhose={setWhose} />
  );
  return (
    <>
      {status && <DemoStrip status={status} />}
      {common ? (
        <CommonStrip
          failure={common}
          snapshot={snapshot}
          onRetry={listing.refresh}
        />
      ) : (
        listing.state.kind === 'failed' && (
          <Trouble
            failure={listing.state.failure}
            whoami={valueOf(snapshot.whoami)}
            onRetry={listing.refresh}
          />
        )
      )}
      {scan ? (
        <Found
          key={JSON.stringify(whose)}
          model={model}
          snapshot={snapshot}
          whose={whose}
          listing={listing}
          scan={scan}
          scope={scope}
        />
      ) : (
        <>
          <div className="jp-CostTags-inventory-top">{scope}</div>
          {listing.state.kind === 'loading' && <Loading />}
          {listing.state.kind === 'failed' && whose.scope === 'mine' && (
            <NotMine onAll={() => setWhose({ scope: 'all' })} />
          )}
        </>
      )}
    </>
  );
}

/** Where nothing tells what is mine there is still everybody's. */
function NotMine(props: { onAll: () => void }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <div className="jp-CostTags-inventory-loading">
      <Button onClick={props.onAll}>
        {trans.__('List everybody’s instead')}
      </Button>
    </div>
  );
}

function Loading(): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <div className="jp-CostTags-inventory-loading" aria-busy="true">
      <p className="jp-CostTags-hidden" role="status">
        {trans.__('Reading resources…')}
      </p>
      <Skeleton
        rows={['long', 'middle', 'long', 'long', 'middle', 'long', 'short']}
      />
    </div>
  );
}
