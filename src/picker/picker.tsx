// The picker: which tags, for which jobs; preview, apply, result.
import * as React from 'react';
import { Button, CopyButton, Name } from '../parts/basics';
import { Dialog, SubmitButton } from '../parts/dialog';
import { Trouble } from '../parts/trouble';
import type { Failure } from '../resource';
import type { OnProgress } from '../runs';
import { rich, useSurroundings } from '../surroundings';
import type { IPlan, IRun, IScannedResource } from '../types';
import { BulkPreview } from './bulk';
import { commandLine } from './choice';
import { Keys } from './keys';
import { Preview } from './preview';
import { Ran } from './ran';
import { Scope } from './scope';
import { MOST_AT_ONCE, useChoice, type IChoiceOptions } from './usechoice';
import { useRun } from './userun';
import { Ways } from './ways';

const MOST_TO_COPY = 50; // a longer command line helps nobody

/** `job` is the one it was opened for; null for all. */
export interface IPickerProps extends IChoiceOptions {
  onRun: (plan: IPlan, onProgress: OnProgress) => Promise<IRun>;
  onResume: (
    plan: IPlan,
    runId: string,
    onProgress: OnProgress
  ) => Promise<IRun>;
  onUndo: (runId: string, onProgress: OnProgress) => Promise<IRun>;
  onStop: (runId: string) => void;
  /** Save the correction file. */
  onFile: (format: 'csv' | 'json') => Promise<void>;
  onClose: () => void;
}

export function Picker(props: IPickerProps): React.JSX.Element {
  const running = useRun(props);
  const { phase, apply } = running;
  return phase.kind === 'running' || phase.kind === 'done' ? (
    <Ran {...props} running={running} />
  ) : (
    <Choosing
      {...props}
      failure={phase.kind === 'choosing' ? phase.failure : null}
      applying={phase.kind === 'applying'}
      onApply={apply}
    />
  );
}

interface IChoosingProps extends IPickerProps {
  failure: Failure | null;
  applying: boolean;
  onApply: (plan: IPlan) => void;
}

function Choosing(props: IChoosingProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const choice = useChoice(props);
  const { targets, planned } = choice;
  const plan =
    planned.kind === 'ready' && !props.applying ? planned.plan : null;
  const apply = () => {
    if (plan && choice.changing > 0) {
      props.onApply(plan);
    }
  };
  return (
    <Dialog
      wide={targets.length > 1}
      title={<Title jobs={targets} mine={!choice.asks} />}
      note={trans.__('Nothing is written until you press Apply.')}
      busy={props.applying || planned.kind === 'asking'}
      onClose={props.onClose}
      onSubmit={apply}
      foot={
        <Foot
          {...props}
          choice={choice}
          ready={plan !== null && choice.changing > 0}
        />
      }
    >
      {choice.asks && <Questions {...props} choice={choice} />}
      {targets.length === 1 ? (
        <Preview planned={planned} onRetry={choice.retry} />
      ) : (
        <BulkPreview
          planned={planned}
          mine={!choice.asks}
          changes={choice.changes}
          left={choice.left}
          onLeave={choice.leave}
          onRetry={choice.retry}
        />
      )}
      {props.failure && (
        <Trouble
          failure={props.failure}
          whoami={props.whoami}
          onRetry={apply}
        />
      )}
    </Dialog>
  );
}

function Title(props: {
  jobs: readonly IScannedResource[];
  mine: boolean;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const [only, ...others] = props.jobs;
  return (
    <>
      {only && others.length === 0
        ? rich(
            (...slots) => trans.__('Tag %1', ...slots),
            <Name text={only.name} />
          )
        : props.mine
          ? trans._n(
              'Apply your tags to %1 resource',
              'Apply your tags to %1 resources',
              props.jobs.length
            )
          : trans._n('Tag %1 resource', 'Tag %1 resources', props.jobs.length)}
    </>
  );
}

interface IChoiceProps extends IChoosingProps {
  choice: ReturnType<typeof useChoice>;
}

/** Which tags, and for which jobs. */
function Questions(props: IChoiceProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { choice, untagged } = props;
  return (
    <>
      {choice.offers.length > 0 && (
        <Ways
          offers={choice.offers}
          way={choice.way}
          policy={props.policy}
          onChoose={choice.setWay}
        />
      )}
      {choice.way.kind === 'keys' && (
        <Keys
          values={choice.values}
          policy={props.policy}
          onChange={choice.choose}
        />
      )}
      {props.job && untagged.length > 1 && (
        <Scope
          all={choice.all}
          count={Math.min(untagged.length, MOST_AT_ONCE)}
          onChange={choice.setAll}
        />
      )}
      {choice.all && untagged.length > MOST_AT_ONCE && (
        <p className="jp-CostTags-dialog-part jp-CostTags-small jp-CostTags-muted">
          {trans.__('The first %1; then the next.', String(MOST_AT_ONCE))}
        </p>
      )}
    </>
  );
}

function Foot(props: IChoiceProps & { ready: boolean }): React.JSX.Element {
  const { trans } = useSurroundings();
  const { plan, set, targets, changing } = props.choice;
  const many = targets.length > 1 && changing > 0;
  const verb = many
    ? trans.__('Apply to %1', String(changing))
    : trans.__('Apply');
  return (
    <>
      {plan && set && plan.changes.length <= MOST_TO_COPY && (
        <CopyButton text={commandLine(plan, set)}>
          {trans.__('Copy as CLI')}
        </CopyButton>
      )}
      {!props.choice.asks && (
        <Button kind="quiet" onClick={props.choice.ask}>
          {trans.__('Choose other tags…')}
        </Button>
      )}
      <span className="jp-CostTags-spacer" />
      <Button large onClick={props.onClose}>
        {trans.__('Cancel')}
      </Button>
      <SubmitButton disabled={!props.ready}>
        {props.applying ? trans.__('Applying…') : verb}
      </SubmitButton>
    </>
  );
}
