// What went wrong and what to do next: problems of the server part, and its absence.
import * as React from 'react';
import type { Shape } from '../icons';
import type { Failure } from '../resource';
import { rich, useSurroundings } from '../surroundings';
import type { IProblem, IWhoAmI } from '../types';
import { Button, Code, CopyButton, Message, Prose } from './basics';
import { own } from '../record';

const SHAPES: Readonly<Record<string, Shape>> = {
  'access-denied': 'lock',
  unreachable: 'offline',
  throttled: 'clock',
  'credentials-expired': 'lock',
  'scope-unknown': 'info',
  'no-owner': 'info',
  gone: 'info',
  'not-yours': 'lock'
};

// How it is where the server runs: nothing failed, and asking again gives the same answer.
const SETTLED = new Set(['scope-unknown', 'no-owner', 'gone', 'not-yours']);

/** Whether asking again can't help until something else changes. */
export function isSettled(failure: Failure): boolean {
  return failure.kind === 'problem' && SETTLED.has(failure.problem.code);
}

/** The text that a person sends to an admin: what is missing, for whom, as a policy statement. */
export function requestForAdmin(
  problem: Pick<IProblem, 'message' | 'action' | 'iam_action'>,
  whoami: IWhoAmI | null
): string {
  const lines = [
    `Cost Tags (JupyterLab): ${problem.message}`,
    problem.action
  ].filter(Boolean);
  const whose = Object.entries({
    Role: whoami?.role_arn,
    Account: whoami?.account,
    Domain: whoami?.domain_id,
    'User profile': whoami?.user_profile
  }).flatMap(([name, value]) => (value ? [`${name}: ${value}`] : []));
  const statement = problem.iam_action && {
    Effect: 'Allow',
    Action: problem.iam_action,
    Resource: '*'
  };
  return [
    ...lines,
    ...whose,
    ...(statement ? [JSON.stringify(statement, null, 2)] : [])
  ].join('\n');
}

/** A problem: its sentence, the next step, the IAM action that is missing. */
export function Problem(props: {
  problem: IProblem;
  whoami: IWhoAmI | null;
  onRetry?: () => void;
  plain?: boolean;
  children?: React.ReactNode;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { problem } = props;
  const shape = own(SHAPES, problem.code);
  const actions = (
    <>
      {props.onRetry && !SETTLED.has(problem.code) && (
        <Button kind="quiet" onClick={props.onRetry}>
          {trans.__('Retry')}
        </Button>
      )}
      {problem.iam_action && (
        <CopyButton text={requestForAdmin(problem, props.whoami)}>
          {trans.__('Copy request for admin')}
        </CopyButton>
      )}
    </>
  );
  return (
    <Message
      shape={shape ?? 'error'}
      tone={shape ? undefined : 'error'}
      plain={props.plain ?? true}
      note={
        <>
          <Prose text={problem.action} />
          {props.children && <> {props.children}</>}
        </>
      }
      actions={actions}
    >
      <Prose text={problem.message} />
      {problem.iam_action && (
        <>
          {' '}
          {rich(
            (...slots) => trans.__('Missing permission: %1.', ...slots),
            <Code text={problem.iam_action} />
          )}
        </>
      )}
    </Message>
  );
}

/** Why there is no fresh value, whoever failed. */
export function Trouble(props: {
  failure: Failure;
  whoami: IWhoAmI | null;
  /** Not where asking again costs: there a button says the price. */
  onRetry?: () => void;
  children?: React.ReactNode;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { failure } = props;
  if (failure.kind === 'problem') {
    return (
      <Problem
        problem={failure.problem}
        whoami={props.whoami}
        onRetry={props.onRetry}
      >
        {props.children}
      </Problem>
    );
  }
  return (
    <Message
      shape="offline"
      plain
      note={props.children}
      actions={
        props.onRetry && (
          <Button kind="quiet" onClick={props.onRetry}>
            {trans.__('Retry')}
          </Button>
        )
      }
    >
      {failure.kind === 'offline'
        ? trans.__('No connection to the Jupyter server.')
        : trans.__(
            'The server part gave no answer (HTTP %1).',
            String(failure.status)
          )}
    </Message>
  );
}
