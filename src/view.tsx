// The panel as React sees it: a function of the model's snapshot; sections in the order of need.
import * as React from 'react';
import { instant } from './format';
import { IconButton } from './parts/basics';
import { Boundary } from './parts/boundary';
import { Problem } from './parts/trouble';
import {
  commonFailure,
  CommonStrip,
  DemoStrip,
  isTold,
  ServerPartMissing
} from './parts/strips';
import { Announcement, Patterns } from './parts/unseen';
import { OpenPicker, OwnWindow, RecordWindow, type Picking } from './opened';
import { jobCosts } from './jobcost';
import { MoneySections } from './moneysections';
import { asOf, valueOf } from './resource';
import { RecentSection } from './sections/recent';
import { ScanSection } from './sections/scan';
import { SetupSection } from './sections/setup';
import { effective } from './sections/who';
import { WhoAmISection } from './sections/whoami';
import { useSnapshot } from './snapshot';
import {
  SurroundingsProvider,
  useSurroundings,
  type ISurroundings
} from './surroundings';
import type { ICostTags, INamed, ISnapshot } from './tokens';
import type { IGuard, IProblem, IScannedResource } from './types';

export interface IViewProps {
  model: ICostTags;
  surroundings: Omit<ISurroundings, 'today'>;
  collapsed: ReadonlySet<string>;
  picking: Picking;
  /** Whose row should have the focus. */
  revealed?: INamed | null;
  onToggle: (section: string) => void;
  onPick: (picking: Picking) => void;
  onSettings: (() => void) | null;
  /** Opens the table of all resources. */
  onInventory: () => void;
}

export function View(props: IViewProps): React.JSX.Element {
  const snapshot = useSnapshot(props.model);
  const fixed = valueOf(snapshot.status)?.clock_fixed;
  const today = (fixed ?? new Date().toISOString()).slice(0, 10);
  return (
    <SurroundingsProvider value={{ ...props.surroundings, today }}>
      <Header {...props} snapshot={snapshot} />
      <Content {...props} snapshot={snapshot} />
      <Announcement model={props.model} />
      <Patterns />
    </SurroundingsProvider>
  );
}

const NOTHING: ReadonlySet<string> = new Set();
const NO_LAUNCHES: IGuard['launches'] = [];

interface IPartProps extends IViewProps {
  snapshot: ISnapshot;
}

function Header(props: IPartProps): React.JSX.Element {
  const { trans, today, locale } = useSurroundings();
  const { snapshot } = props;
  const shown = asOf(snapshot.scan);
  const busy = snapshot.scan.refreshing || snapshot.whoami.refreshing;
  const label =
    shown === null
      ? trans.__('Refresh')
      : busy
        ? trans.__('Updating… (showing %1 data)', instant(shown, today, locale))
        : trans.__('Refresh (showing %1 data)', instant(shown, today, locale));
  return (
    <div className="jp-CostTags-header">
      <h2>{trans.__('Cost tags')}</h2>
      <IconButton
        shape="refresh"
        label={label}
        onClick={() => void props.model.refresh()}
      />
      {props.onSettings && (
        <IconButton
          shape="settings"
          label={trans.__('Settings')}
          onClick={props.onSettings}
        />
      )}
    </div>
  );
}

function Content(props: IPartProps): React.JSX.Element {
  const { snapshot, model } = props;
  const { status } = snapshot;
  if (
    status.kind === 'failed' &&
    status.failure.kind === 'foreign' &&
    status.last === null
  ) {
    return (
      <ServerPartMissing
        status={status.failure.status}
        diagnostics={diagnostics(snapshot)}
        onRetry={() => void model.show()}
      />
    );
  }
  return (
    <>
      <Strips {...props} />
      <Sections {...props} />
    </>
  );
}

function Strips(props: IPartProps): React.JSX.Element {
  const { snapshot, model } = props;
  const status = valueOf(snapshot.status);
  const policy = valueOf(snapshot.policy);
  const whoami = valueOf(snapshot.whoami);
  const common = commonFailure(snapshot);
  const problems = [status?.problem, policy?.problem].filter(
    problem => problem !== null && problem !== undefined
  );
  const untold = untoldOf(snapshot);
  return (
    <>
      {status && <DemoStrip status={status} />}
      {common && (
        <CommonStrip
          failure={common}
          snapshot={snapshot}
          onRetry={() => void model.refresh()}
        />
      )}
      {problems.map(problem => (
        <Problem
          key={problem.code}
          problem={problem}
          whoami={whoami}
          plain={false}
        />
      ))}
      {untold && (
        <Problem
          problem={untold}
          whoami={whoami}
          plain={false}
          onRetry={() => void tryAgain(model)}
        />
      )}
    </>
  );
}

/** Why kernels can't be told anything, where nothing else says it already. */
function untoldOf(snapshot: ISnapshot): IProblem | null {
  const problem = valueOf(snapshot.guard)?.problem;
  return problem?.code === 'guard-unwritable' ? problem : null;
}

/** A failure shows in the next look. */
async function tryAgain(model: ICostTags): Promise<void> {
  await model.syncGuard().catch(() => model.refresh());
}

function Sections(props: IPartProps): React.JSX.Element {
  const { snapshot, model, collapsed, onToggle, onPick } = props;
  const common = commonFailure(snapshot);
  const policy = valueOf(snapshot.policy);
  const whoami = valueOf(snapshot.whoami);
  const [editing, setEditing] = React.useState(false);
  const [recording, setRecording] = React.useState<IScannedResource | null>(
    null
  );
  const [recorded, setRecorded] = React.useState(NOTHING);
  const retry = () => void model.refresh();
  const costs = jobCosts(snapshot.jobs, snapshot.running);
  return (
    <>
      <Boundary on={snapshot.whoami}>
        <WhoAmISection
          whoami={snapshot.whoami}
          policy={policy}
          quiet={isTold(snapshot.whoami, common)}
          onRetry={retry}
          onEdit={() => setEditing(true)}
        />
      </Boundary>
      <Boundary on={snapshot.scan}>
        <ScanSection
          scan={snapshot.scan}
          rows={snapshot.rows}
          policy={policy}
          whoami={whoami}
          mine={effective(whoami)}
          quiet={isTold(snapshot.scan, common)}
          collapsed={collapsed.has('scan')}
          onToggle={onToggle}
          onFixAll={() => onPick({ job: null })}
          onRetry={retry}
          onApply={(resource, set) => void model.fixes.apply(resource, set)}
          onUndo={resource => void model.fixes.undo(resource)}
          onHold={(id, held) => model.fixes.hold(id, held)}
          onPick={job => onPick({ job })}
          onRecord={setRecording}
          onInventory={props.onInventory}
          costs={costs}
          recorded={recorded}
          revealed={props.revealed ?? null}
          launches={valueOf(snapshot.guard)?.launches ?? NO_LAUNCHES}
        />
      </Boundary>
      <MoneySections {...props} common={common} />
      <Boundary on={snapshot.scan}>
        <RecentSection
          scan={snapshot.scan}
          rows={snapshot.rows}
          policy={policy}
          collapsed={collapsed.has('recent')}
          onToggle={onToggle}
          costs={costs}
          revealed={props.revealed ?? null}
          onInventory={props.onInventory}
          onPick={job => onPick({ job })}
        />
      </Boundary>
      <Boundary on={model.setup}>
        <SetupSection
          setup={model.setup}
          whoami={whoami}
          collapsed={collapsed}
          onToggle={onToggle}
        />
      </Boundary>
      <Boundary on={editing}>
        {editing && (
          <OwnWindow
            model={model}
            snapshot={snapshot}
            onClose={() => {
              setEditing(false);
              void model.refresh();
            }}
          />
        )}
      </Boundary>
      <Boundary on={recording}>
        {recording && (
          <RecordWindow
            model={model}
            of={[recording]}
            onRecords={setRecorded}
            onClose={() => setRecording(null)}
          />
        )}
      </Boundary>
      <Boundary on={props.picking}>
        <OpenPicker {...props} />
      </Boundary>
    </>
  );
}

/** For a bug report: states and codes, no tags and no names. */
function diagnostics(snapshot: ISnapshot): string {
  const { status, policy, whoami, scan, spend, running } = snapshot;
  const all = { status, policy, whoami, scan, spend, running };
  const told = Object.entries(all).map(([name, state]) => [
    name,
    state.kind === 'failed' ? state.failure : state.kind
  ]);
  return JSON.stringify(
    { ...Object.fromEntries(told), browser: navigator.userAgent },
    null,
    2
  );
}

export type { Picking };
