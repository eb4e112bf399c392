// What went wrong and what to do next: problems of the server part, and its absence.
import * as React from 'react';
import type { Shape } from '../icons';
import type { Failure } from '../resource';
import { rich, useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IProblem, IWhoAmI } from '../types';
import { Button, Code, CopyButton, Message } from './basics';
import { own } from '../record';

const SHAPES: Readonly<Record<string, Shape>> = {
  'access-denied': 'lock',
  unreachable: 'offline',
  throttled: 'clock',
  'credentials-expired': 'lock'
};

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
      {props.onRetry && (
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
          {visible(problem.action)}
          {props.children && <> {props.children}</>}
        </>
      }
      actions={actions}
    >
      {visible(problem.message)}
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
