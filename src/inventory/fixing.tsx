// The window that is open over the table.
import * as React from 'react';
import { valueOf } from '../resource';
import type { ICostTags, ISnapshot } from '../tokens';
import type { IScannedResource } from '../types';

/** Loaded when it is opened. */
const Picker = React.lazy(async () => ({
  default: (await import('../windows')).Picker
}));

/** What to do, and for which resources. */
export interface Task {
  readonly kind: 'mine' | 'choose' | 'record';
  readonly of: readonly IScannedResource[];
}

export function Fixing(props: {
  model: ICostTags;
  snapshot: ISnapshot;
  task: Task;
  onClose: () => void;
}): React.JSX.Element | null {
  const { model, snapshot, task } = props;
  const { fixes } = model;
  const [first = null, ...others] = task.of;
  return (
    <React.Suspense fallback={null}>
      <Picker
        job={others.length === 0 ? first : null}
        untagged={task.of}
        mine={task.kind === 'mine'}
        policy={valueOf(snapshot.policy)}
        whoami={valueOf(snapshot.whoami)}
        onPlan={(ids, set) => fixes.plan(ids, set)}
        onRun={plan => fixes.run(plan)}
        onUndo={runId => fixes.undoRun(runId)}
        onClose={props.onClose}
      />
    </React.Suspense>
  );
}
