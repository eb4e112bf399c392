// The windows that the panel opens: loaded then.
import * as React from 'react';
import { pickerActs } from './picker/acts';
import { valueOf } from './resource';
import { judged } from './sections/judged';
import type { ICostTags, ISnapshot } from './tokens';
import type { ICorrections, IScannedResource } from './types';

const Picker = React.lazy(async () => ({
  default: (await import('./windows')).Picker
}));

const Own = React.lazy(async () => ({
  default: (await import('./windows')).Own
}));

const Record = React.lazy(async () => ({
  default: (await import('./windows')).Record
}));

/** What the picker was opened for: a job, some, or all; null when it is closed. */
export type Picking = {
  readonly job: IScannedResource | null;
  readonly among?: readonly IScannedResource[];
} | null;

interface IOpenProps {
  model: ICostTags;
  snapshot: ISnapshot;
  picking: Picking;
  onPick: (picking: Picking) => void;
}

/** The picker, for what it was opened for; nothing while it is closed. */
export function OpenPicker(props: IOpenProps): React.JSX.Element | null {
  const { snapshot, model, picking } = props;
  const scan = valueOf(snapshot.scan);
  if (!picking || (!scan && !picking.among)) {
    return null;
  }
  const untagged =
    picking.among ?? (scan ? judged(scan, snapshot.rows).untagged : []);
  const { fixes } = model;
  return (
    <React.Suspense fallback={null}>
      <Picker
        job={picking.job}
        untagged={untagged}
        mine={!picking.job && !picking.among && hasTags(snapshot)}
        policy={valueOf(snapshot.policy)}
        whoami={valueOf(snapshot.whoami)}
        {...pickerActs(fixes)}
        onClose={() => props.onPick(null)}
      />
    </React.Suspense>
  );
}

/** My profile's or space's tags, to change. */
export function OwnWindow(props: {
  model: ICostTags;
  snapshot: ISnapshot;
  onClose: () => void;
}): React.JSX.Element {
  const { fixes } = props.model;
  return (
    <React.Suspense fallback={null}>
      <Own
        policy={valueOf(props.snapshot.policy)}
        whoami={valueOf(props.snapshot.whoami)}
        acts={pickerActs(fixes)}
        onRead={() => fixes.own()}
        onPlan={(layer, set, remove) => fixes.planOwn(layer, set, remove)}
        onClose={props.onClose}
      />
    </React.Suspense>
  );
}

/** Ended resources, for the correction file. */
export function RecordWindow(props: {
  model: ICostTags;
  of: readonly IScannedResource[];
  /** What is in the correction file now. */
  onRecords?: (ids: ReadonlySet<string>) => void;
  onClose: () => void;
}): React.JSX.Element {
  const { fixes } = props.model;
  const told = async (answer: Promise<ICorrections>): Promise<ICorrections> => {
    const { records } = await answer;
    props.onRecords?.(new Set(records.map(({ id }) => id)));
    return answer;
  };
  return (
    <React.Suspense fallback={null}>
      <Record
        of={props.of}
        onRecord={ids => told(fixes.runs.record(ids))}
        onUnrecord={ids => told(fixes.runs.unrecord(ids))}
        onFile={pickerActs(fixes).onFile}
        onClose={props.onClose}
      />
    </React.Suspense>
  );
}

/** Whether there is something of mine to give. */
function hasTags(snapshot: ISnapshot): boolean {
  return (valueOf(snapshot.whoami)?.tags.length ?? 0) > 0;
}
