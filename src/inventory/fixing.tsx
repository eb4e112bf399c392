// The window that is open over the table.
import * as React from 'react';
import { RecordWindow } from '../opened';
import { pickerActs } from '../picker/acts';
import { valueOf } from '../resource';
import type { ICostTags, ISnapshot } from '../tokens';
import type { IScannedResource } from '../types';

/** Loaded when it is opened. */
const Picker = React.lazy(async () => ({
  default: (await import('../windows')).Picker
}));

const Parts = React.lazy(async () => ({
  default: (await import('../windows')).Parts
}));

/** What to do, and for which resources. */
export interface Task {
  readonly kind: 'mine' | 'choose' | 'record' | 'parts';
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
  const acts = pickerActs(fixes);
  const [first = null, ...others] = task.of;
  const whoami = valueOf(snapshot.whoami);
  if (task.kind === 'parts' && first) {
    return (
      <React.Suspense fallback={null}>
        <Parts
          resource={first}
          whoami={whoami}
          acts={acts}
          onRead={id => fixes.parts(id)}
          onAlign={(id, like) => fixes.align(id, like)}
          onClose={props.onClose}
        />
      </React.Suspense>
    );
  }
  if (task.kind === 'record') {
    return <RecordWindow model={model} of={task.of} onClose={props.onClose} />;
  }
  return (
    <React.Suspense fallback={null}>
      <Picker
        job={others.length === 0 ? first : null}
        untagged={task.of}
        mine={task.kind === 'mine'}
        policy={valueOf(snapshot.policy)}
        whoami={whoami}
        {...acts}
        onClose={props.onClose}
      />
    </React.Suspense>
  );
}
