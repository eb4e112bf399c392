// Follows the model from a component.
import * as React from 'react';
import type { ICostTags, ISnapshot } from './tokens';

/** What is known, now and at every change. */
export function useSnapshot(
  model: Pick<ICostTags, 'changed' | 'snapshot'>
): ISnapshot {
  const subscribe = React.useCallback(
    (update: () => void) => {
      model.changed.connect(update);
      return () => {
        model.changed.disconnect(update);
      };
    },
    [model]
  );
  return React.useSyncExternalStore(subscribe, () => model.snapshot);
}
