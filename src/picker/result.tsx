// What became of each change, by name; undo touches only what was applied.
import * as React from 'react';
import { writtenTags } from '../rowfix';
import { Icon, type Shape, type Tone } from '../icons';
import { Button, Code, CopyButton, Message, Name } from '../parts/basics';
import { Dialog, SubmitButton } from '../parts/dialog';
import { Problem, requestForAdmin, Trouble } from '../parts/trouble';
import type { Failure } from '../resource';
import { rich, useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IChange, IFixResult, IPlan, IRun, IWhoAmI } from '../types';
import { effectName } from '../words';
import { SaveFile } from './savefile';

const FIRST_ROWS = 50;
const MORE_ROWS = 250;

type Outcome = IFixResult['outcome'];

const ORDER: readonly Outcome[] = [
  'failed',
  'denied',
  'conflict',
  'unknown',
  'gone',
  'applied',
  'unchanged'
];

const TITLE_ORDER: readonly Outcome[] = [
  'applied',
  'unchanged',
  ...ORDER.filter(one => one !== 'applied' && one !== 'unchanged')
];

const SHAPES: Readonly<Record<Outcome, readonly [Shape, Tone | undefined]>> = {
  applied: ['ok', 'ok'],
  unchanged: ['ok', undefined],
  conflict: ['warn', 'warn'],
  denied: ['block', 'error'],
  gone: ['info', undefined],
  failed: ['error', 'error'],
  unknown: ['unknown', undefined]
};

export interface IResultProps {
  plan: IPlan;
  run: IRun;
  undone: boolean;
  whoami: IWhoAmI | null;
  busy: boolean;
  failure: Failure | null;
  onUndo: () => void;
  onResume: () => void;
  onFile: (format: 'csv' | 'json') => Promise<void>;
  onClose: () => void;
}

export function Result(props: IResultProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { run } = props;
  const counts = TITLE_ORDER.map(outcome => ({
    outcome,
    count: run.results.filter(result => result.outcome === outcome).length
  })).filter(({ count }) => count > 0);
  const applied = counts.find(one => one.outcome === 'applied')?.count ?? 0;
  const title = counts
    .map(({ outcome, count }) =>
      trans.__('%1 %2', String(count), outcomeName(trans, outcome))
    )
    .join(', ');
  return (
    <Dialog
      wide
      title={props.undone ? trans.__('Undo: %1', title) : title}
      note={trans.__('Kept in the journal as run %1.', run.run_id)}
      busy={props.busy}
      onClose={props.onClose}
      onSubmit={props.onClose}
      foot={
        <>
          {run.recorded > 0 && !props.undone && (
            <SaveFile count={run.recorded} onFile={props.onFile} />
          )}
          <span className="jp-CostTags-spacer" />
          {run.state === 'interrupted' && (
            <Button large disabled={props.busy} onClick={props.onResume}>
              {trans.__('Go on')}
            </Button>
          )}
          {applied > 0 && !props.undone && (
            <Button large disabled={props.busy} onClick={props.onUndo}>
              <Icon shape="undo" tone="text" />
              {trans.__('Undo %1', String(applied))}
            </Button>
          )}
          <SubmitButton>{trans.__('Done')}</SubmitButton>
        </>
      }
    >
      {props.failure && (
        <Trouble
          failure={props.failure}
          whoami={props.whoami}
          onRetry={props.onUndo}
        />
      )}
      <Interrupted run={run} whoami={props.whoami} />
      <Outcomes {...props} />
    </Dialog>
  );
}

/** Why a run ended before its end, and how much of it was not tried. */
function Interrupted(props: {
  run: IRun;
  whoami: IWhoAmI | null;
}): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const { run } = props;
  return (
    <>
      {run.problem && <Problem problem={run.problem} whoami={props.whoami} />}
      {run.waiting.length > 0 && (
        <Message shape="clock" plain>
          {trans._n(
            '%1 was not tried: “Go on” does the rest.',
            '%1 were not tried: “Go on” does the rest.',
            run.waiting.length
          )}
        </Message>
      )}
    </>
  );
}

function Outcomes(props: IResultProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const [most, setMost] = React.useState(FIRST_ROWS);
  const changes = new Map(props.plan.changes.map(one => [one.id, one]));
  const results = [...props.run.results].sort(
    (a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome)
  );
  return (
    <div
      className="jp-CostTags-scroll"
      tabIndex={0}
      role="region"
      aria-label={trans.__('Results')}
    >
      <table className="jp-CostTags-table">
        <thead>
          <tr>
            <th scope="col">{trans.__('Resource')}</th>
            <th scope="col">{trans.__('Outcome')}</th>
            <th scope="col">{trans.__('Why')}</th>
          </tr>
        </thead>
        <tbody>
          {results.slice(0, most).map(result => {
            const [shape, tone] = SHAPES[result.outcome];
            return (
              <tr key={result.id}>
                <td>
                  <Name text={result.name} />
                </td>
                <td>
                  <span className="jp-CostTags-state jp-CostTags-nowrap">
                    <Icon shape={shape} tone={tone} />
                    {outcomeName(trans, result.outcome)}
                  </span>
                </td>
                <td>
                  <Why
                    result={result}
                    change={changes.get(result.id) ?? null}
                    undone={props.undone}
                    whoami={props.whoami}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {results.length > most && (
        <Button kind="quiet" onClick={() => setMost(most + MORE_ROWS)}>
          {trans._n('%1 more', '%1 more', results.length - most)}
        </Button>
      )}
    </div>
  );
}

/** What was written, or why it wasn't. */
function Why(props: {
  result: IFixResult;
  change: IChange | null;
  undone: boolean;
  whoami: IWhoAmI | null;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { result, change } = props;
  const isWritten = result.outcome === 'applied' && !props.undone;
  return (
    <>
      {isWritten && change && (
        <span className="jp-CostTags-muted">{written(trans, change)} </span>
      )}
      {result.reason && visible(result.reason)}{' '}
      <span className="jp-CostTags-muted">{advice(trans, result.outcome)}</span>
      {result.iam_action && (
        <>
          {' '}
          {rich(
            (...slots) => trans.__('Missing permission: %1.', ...slots),
            <Code text={result.iam_action} />
          )}{' '}
          <CopyButton
            text={requestForAdmin(
              {
                message: result.reason ?? '',
                action: '',
                iam_action: result.iam_action
              },
              props.whoami
            )}
          >
            {trans.__('Copy request for admin')}
          </CopyButton>
        </>
      )}
    </>
  );
}

function written(
  trans: ReturnType<typeof useSurroundings>['trans'],
  change: IChange
): string {
  const tags = Object.entries(writtenTags(change)).map(
    ([key, value]) => `${visible(key)}=${visible(value)}`
  );
  const effect = effectName(trans, change);
  return [...tags, ...(effect === null ? [] : [effect])].join(', ');
}

/** What to do about an outcome; nothing where nothing is to be done. */
function advice(
  trans: ReturnType<typeof useSurroundings>['trans'],
  outcome: Outcome
): string {
  const words: Readonly<Partial<Record<Outcome, string>>> = {
    conflict: trans.__('Nothing was overwritten: look at it and fix it again.'),
    failed: trans.__('Try again.'),
    unknown: trans.__('Refresh shows what it has now.'),
    gone: trans.__('Nothing to do.')
  };
  return words[outcome] ?? '';
}

function outcomeName(
  trans: ReturnType<typeof useSurroundings>['trans'],
  outcome: Outcome
): string {
  const names: Readonly<Record<Outcome, string>> = {
    applied: trans.__('applied'),
    unchanged: trans.__('unchanged'),
    conflict: trans.__('conflict'),
    denied: trans.__('denied'),
    gone: trans.__('gone'),
    failed: trans.__('failed'),
    unknown: trans.__('unknown')
  };
  return names[outcome];
}
