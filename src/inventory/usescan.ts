// The scan that the table lists: mine is the panel's, the others are asked for here.
import * as React from 'react';
import type { State } from '../resource';
import type { Scans, Whose } from '../scans';
import type { ICostTags, ISnapshot } from '../tokens';
import type { IScan } from '../types';

export interface IListing {
  readonly state: State<IScan>;
  /** Ask AWS again for all of it. */
  readonly refresh: () => void;
}

export const MINE: Whose = { scope: 'mine' };

export function useScan(
  model: ICostTags,
  snapshot: ISnapshot,
  whose: Whose
): IListing {
  const { scans } = model;
  const other = useOther(scans, whose);
  React.useEffect(() => {
    if (whose.scope === 'mine') {
      return;
    }
    void scans.show(whose);
    return () => scans.hide();
  }, [scans, whose]);
  return other
    ? {
        state: other,
        refresh: () => void scans.refresh(whose, { full: true })
      }
    : { state: snapshot.scan, refresh: () => void model.refresh() };
}

/** The state of a scan that is not mine, now and at every change; null for mine. */
function useOther(scans: Scans, whose: Whose): State<IScan> | null {
  const resource = whose.scope === 'mine' ? null : scans.of(whose);
  const subscribe = React.useCallback(
    (update: () => void) => {
      resource?.changed.connect(update);
      return () => {
        resource?.changed.disconnect(update);
      };
    },
    [resource]
  );
  return React.useSyncExternalStore(subscribe, () => resource?.state ?? null);
}
