// Why a fix was not made, in a row's detail; the chosen value stays in its field.
import * as React from 'react';
import type { RowFix } from '../rowfix';
import { Code, CopyButton } from '../parts/basics';
import { requestForAdmin } from '../parts/trouble';
import type { Failure } from '../resource';
import { rich, useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IChange, IFixResult } from '../types';
import { own } from '../record';

type Refused = Extract<RowFix, { kind: 'refused' }>;

export function Refusal({ refused }: { refused: Refused }): React.JSX.Element {
  const { trans } = useSurroundings();
  const iamAction = iamActionOf(refused);
  const text = useReason(refused);
  return (
    <>
      {text}
      {iamAction && (
        <>
          {' '}
          {rich(
            (...slots) => trans.__('Missing permission: %1.', ...slots),
            <Code text={iamAction} />
          )}{' '}
          <CopyButton
            text={requestForAdmin(
              { message: text, action: '', iam_action: iamAction },
              null
            )}
          >
            {trans.__('Copy request for admin')}
          </CopyButton>
        </>
      )}
    </>
  );
}

function useReason({ failure, result, changed }: Refused): string {
  const { trans } = useSurroundings();
  if (changed) {
    return trans.__('Not saved: changed meanwhile to %1.', spelled(changed));
  }
  if (failure) {
    return failureReason(trans, failure);
  }
  return outcomeReason(trans, result);
}

type Trans = ReturnType<typeof useSurroundings>['trans'];

function failureReason(trans: Trans, failure: Failure): string {
  switch (failure.kind) {
    case 'problem':
      return trans.__(
        'Not saved: %1 %2',
        visible(failure.problem.message),
        visible(failure.problem.action)
      );
    case 'offline':
      return trans.__(
        'Not known whether it was saved: no connection to the Jupyter server.'
      );
    case 'foreign':
      return trans.__('Not saved: the server part gave no answer.');
  }
}

/** What became of a change that is not simply applied, in one sentence. */
export function outcomeReason(trans: Trans, result: IFixResult | null): string {
  const reason = result?.reason ? visible(result.reason) : '';
  switch (result?.outcome) {
    case 'unknown':
      return trans.__('Not known whether it was saved. %1', reason);
    case 'conflict':
      return trans.__('Not saved: changed meanwhile. %1', reason);
    case 'gone':
      return trans.__('It no longer exists. %1', reason);
    case 'denied':
      return trans.__('Not saved: not allowed. %1', reason);
    default:
      return trans.__('Not saved. %1', reason);
  }
}

function iamActionOf({ failure, result }: Refused): string | null {
  return failure?.kind === 'problem'
    ? failure.problem.iam_action
    : (result?.iam_action ?? null);
}

function spelled(change: IChange): string {
  return Object.keys(change.overwrite)
    .map(key => visible(`${key}=${own(change.current, key) ?? ''}`))
    .join(', ');
}
