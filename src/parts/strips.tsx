// What concerns the whole panel, told once above the sections.
import * as React from 'react';
import { instant } from '../format';
import { Icon } from '../icons';
import { asOf, type Failure, type State } from '../resource';
import { useSurroundings } from '../surroundings';
import type { ISnapshot } from '../tokens';
import type { IStatus } from '../types';
import { Button, CopyButton, Message, Prose } from './basics';

const COMMON = new Set([
  'unreachable',
  'credentials-expired',
  'misconfigured',
  'throttled'
]);
const COMMAND = 'pip install -U jupyter_cost_tags';

/** What keeps identity and jobs both from being read; null when it concerns one of them. */
export function commonFailure(snapshot: ISnapshot): Failure | null {
  const { whoami, scan } = snapshot;
  if (whoami.kind !== 'failed' || scan.kind !== 'failed') {
    return null;
  }
  const code = codeOf(scan.failure);
  return code === codeOf(whoami.failure) && COMMON.has(code)
    ? scan.failure
    : null;
}

/** Whether a section's failure is told by the strip already. */
export function isTold(state: State<unknown>, common: Failure | null): boolean {
  return (
    common !== null &&
    state.kind === 'failed' &&
    codeOf(state.failure) === codeOf(common)
  );
}

function codeOf(failure: Failure): string {
  switch (failure.kind) {
    case 'problem':
      return failure.problem.code;
    case 'offline':
      return 'unreachable';
    case 'foreign':
      return 'foreign';
  }
}

/** DEMO DATA, and the clock if it stands still. */
export function DemoStrip({
  status
}: {
  status: IStatus;
}): React.JSX.Element | null {
  const { trans, today, locale } = useSurroundings();
  if (!status.demo && status.clock_fixed === null) {
    return null;
  }
  return (
    <div className="jp-CostTags-demo" role="note">
      <span className="jp-CostTags-demo-words">
        <Icon shape={status.demo ? 'demo' : 'clock'} tone="text" />
        {status.demo && trans.__('DEMO DATA — not your account')}
      </span>
      {status.clock_fixed !== null && (
        <span
          className="jp-CostTags-demo-clock"
          title={trans.__('The clock is fixed.')}
        >
          {trans.__(
            'clock %1',
            instant(status.clock_fixed, `${today}!`, locale)
          )}
        </span>
      )}
    </div>
  );
}

/** No connection, expired credentials: one sentence for all, and what is shown meanwhile. */
export function CommonStrip(props: {
  failure: Failure;
  snapshot: ISnapshot;
  onRetry: () => void;
}): React.JSX.Element {
  const { trans, today, locale } = useSurroundings();
  const { failure, snapshot } = props;
  const saved = asOf(snapshot.scan) ?? asOf(snapshot.whoami);
  const problem = failure.kind === 'problem' ? failure.problem : null;
  const offline = problem === null || problem.code === 'unreachable';
  return (
    <Message
      shape={offline ? 'offline' : 'clock'}
      live
      note={problem && <Prose text={problem.action} />}
      actions={
        <Button kind="quiet" onClick={props.onRetry}>
          {trans.__('Retry')}
        </Button>
      }
    >
      {problem ? (
        <Prose text={problem.message} />
      ) : (
        trans.__('No connection to the Jupyter server.')
      )}
      {saved !== null && (
        <>
          {' '}
          {trans.__(
            'Showing saved data from %1.',
            instant(saved, today, locale)
          )}
        </>
      )}
    </Message>
  );
}

/** Nothing of ours answers: no server part, a login page, a proxy. */
export function ServerPartMissing(props: {
  status: number;
  diagnostics: string;
  onRetry: () => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const retry = (
    <Button kind="quiet" onClick={props.onRetry}>
      {trans.__('Retry')}
    </Button>
  );
  const diagnostics = (
    <CopyButton text={props.diagnostics}>
      {trans.__('Copy diagnostics')}
    </CopyButton>
  );
  if (props.status === 404) {
    return (
      <Message
        shape="plug"
        plain
        live
        note={
          <>
            {trans.__('Run this and restart the Jupyter server:')}
            <code className="jp-CostTags-command">{COMMAND}</code>
          </>
        }
        actions={
          <>
            <CopyButton text={COMMAND}>{trans.__('Copy command')}</CopyButton>
            {diagnostics}
            {retry}
          </>
        }
      >
        {trans.__('The panel can’t find its server part.')}
      </Message>
    );
  }
  const loggedOut = [200, 401, 403].includes(props.status);
  return (
    <Message
      shape="plug"
      plain
      live
      note={
        loggedOut
          ? trans.__('Reload the page and log in.')
          : trans.__('A proxy may be in between; try again in a minute.')
      }
      actions={
        <>
          {retry}
          {diagnostics}
        </>
      }
    >
      {loggedOut
        ? trans.__('You are no longer logged in to Jupyter.')
        : trans.__(
            'Something other than the server part answers (HTTP %1).',
            String(props.status)
          )}
    </Message>
  );
}
