// The sections about money, and the window that one of them opens.
import * as React from 'react';
import { Boundary } from './parts/boundary';
import { isTold } from './parts/strips';
import { valueOf, type Failure } from './resource';
import { RunningSection } from './sections/running';
import { SpendSection } from './sections/spend';
import type { ICostTags, ISnapshot } from './tokens';
import type { IRunningResource } from './types';

const StopWindow = React.lazy(async () => ({
  default: (await import('./windows')).StopWindow
}));

export interface IMoneySectionsProps {
  model: ICostTags;
  snapshot: ISnapshot;
  /** What the strip above all sections tells already. */
  common: Failure | null;
  collapsed: ReadonlySet<string>;
  onToggle: (section: string) => void;
}

export function MoneySections(props: IMoneySectionsProps): React.JSX.Element {
  const { snapshot, model, common, collapsed, onToggle } = props;
  const whoami = valueOf(snapshot.whoami);
  const [stopping, setStopping] = React.useState<IRunningResource | null>(null);
  return (
    <>
      <Boundary on={snapshot.spend}>
        <SpendSection
          spend={snapshot.spend}
          by={snapshot.by}
          grouped={snapshot.grouped}
          running={valueOf(snapshot.running)}
          status={valueOf(snapshot.status)}
          policy={valueOf(snapshot.policy)}
          whoami={whoami}
          quiet={isTold(snapshot.spend, common)}
          collapsed={collapsed.has('spend')}
          onToggle={onToggle}
          onGroup={by => void model.groupBy(by)}
          onRefresh={() => void model.refreshSpend()}
        />
      </Boundary>
      <Boundary on={snapshot.running}>
        <RunningSection
          running={snapshot.running}
          stops={snapshot.stops}
          whoami={whoami}
          quiet={isTold(snapshot.running, common)}
          collapsed={collapsed.has('running')}
          onToggle={onToggle}
          onRetry={() => void model.running.again()}
          onStop={setStopping}
        />
      </Boundary>
      <Boundary on={stopping}>
        {stopping && (
          <React.Suspense fallback={null}>
            <StopWindow
              resource={stopping}
              currency={valueOf(snapshot.running)?.currency ?? null}
              whoami={whoami}
              onStop={here => model.running.stop(stopping.id, here)}
              onClose={() => setStopping(null)}
            />
          </React.Suspense>
        )}
      </Boundary>
    </>
  );
}
