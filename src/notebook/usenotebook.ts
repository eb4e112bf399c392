// Follows a notebook from a component.
import * as React from 'react';
import type { INotebook } from './notebook';

/** What the notebook says, now and at every change; null without one. */
export function useNotebook(
  notebook: INotebook | null
): INotebook['state'] | null {
  const subscribe = React.useCallback(
    (update: () => void) => {
      notebook?.changed.connect(update);
      return () => {
        notebook?.changed.disconnect(update);
      };
    },
    [notebook]
  );
  return React.useSyncExternalStore(subscribe, () => notebook?.state ?? null);
}
