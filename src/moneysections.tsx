// The sections about money, and the window that one of them opens.
import * as React from 'react';
import { isZero } from './format';
import { Boundary } from './parts/boundary';
import { isTold } from './parts/strips';
import { valueOf, type Failure } from './resource';
import { BudgetsSection } from './sections/budgets';
import { RunningSection } from './sections/running';
import { SpendSection } from './sections/spend';
import type { ICostTags, ISnapshot } from './tokens';
import type { IRunningResource } from './types';

const StopWindow = React.lazy(async () => ({
  default: (await import('./windows')).StopWindow
}));

const SnoozeWindow = React.lazy(async () => ({
  default: (await import('./windows')).SnoozeWindow
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
  const spend = valueOf(snapshot.spend);
  const [opened, setOpened] = React.useState<IOpened | null>(null);
  return (
    <>
      <Boundary on={snapshot.spend}>
        <SpendSection
          spend={snapshot.spend}
          by={snapshot.by}
          grouped={snapshot.grouped}
          running={valueOf(snapshot.running)}
          budgets={valueOf(snapshot.budgets)}
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
      <Boundary on={snapshot.budgets}>
        <BudgetsSection
          budgets={snapshot.budgets}
          anomalies={snapshot.anomalies}
          price={anomaliesPrice(snapshot)}
          inactive={spend?.state === 'not-activated' ? spend.tag_key : null}
          whoami={whoami}
          quiet={isTold(snapshot.budgets, common)}
          collapsed={collapsed.has('budgets')}
          onToggle={onToggle}
          onRetry={() => void model.refresh()}
          onAnomalies={() => void model.lookForAnomalies()}
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
          onStop={resource => setOpened({ what: 'stop', resource })}
          onSnooze={resource => setOpened({ what: 'snooze', resource })}
          onWake={({ id }) => void model.running.wake(id)}
        />
      </Boundary>
      <Boundary on={opened}>
        {opened && (
          <Window {...props} {...opened} onClose={() => setOpened(null)} />
        )}
      </Boundary>
    </>
  );
}

interface IOpened {
  readonly what: 'stop' | 'snooze';
  readonly resource: IRunningResource;
}

/** What was opened for a resource: the question before a stop, or a snooze. */
function Window(
  props: IMoneySectionsProps & IOpened & { onClose: () => void }
): React.JSX.Element {
  const { snapshot, resource, onClose } = props;
  const { running } = props.model;
  const whoami = valueOf(snapshot.whoami);
  return (
    <React.Suspense fallback={null}>
      {props.what === 'stop' ? (
        <StopWindow
          resource={resource}
          currency={valueOf(snapshot.running)?.currency ?? null}
          whoami={whoami}
          onStop={here => running.stop(resource.id, here)}
          onClose={onClose}
        />
      ) : (
        <SnoozeWindow
          resource={resource}
          whoami={whoami}
          onSnooze={(hours, reason) =>
            running.snooze(resource.id, hours, reason)
          }
          onClose={onClose}
        />
      )}
    </React.Suspense>
  );
}

/** In USD: as the last time, else one request; null where an admin turned spend off. */
function anomaliesPrice(snapshot: ISnapshot): string | null {
  const meter = valueOf(snapshot.status)?.meter;
  const last = valueOf(snapshot.anomalies)?.request_cost;
  return meter?.spend_enabled === true
    ? last && !isZero(last)
      ? last
      : meter.price_per_request
    : null;
}
