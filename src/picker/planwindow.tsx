// A window around one plan: what it is about, every change, Apply; then what became of it.
import * as React from 'react';
import { Button } from '../parts/basics';
import { Dialog, SubmitButton } from '../parts/dialog';
import { Trouble } from '../parts/trouble';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IPlan, IWhoAmI } from '../types';
import type { pickerActs } from './acts';
import { BulkPreview } from './bulk';
import { Ran } from './ran';
import { isChange } from './usechoice';
import { planOf, usePlanned, type Planned } from './useplan';
import { useRun, type Phase } from './userun';

export interface IPlanWindowProps {
  title: React.ReactNode;
  /** When it takes effect, and whom it concerns. */
  notes?: readonly string[];
  /** Another question asks for another plan; null asks for none. */
  question: string | null;
  ask: () => Promise<IPlan>;
  acts: ReturnType<typeof pickerActs>;
  whoami: IWhoAmI | null;
  /** Also for a single change the end is told here. */
  onClose: () => void;
  children?: React.ReactNode;
}

const NONE: ReadonlySet<string> = new Set();

export function PlanWindow(props: IPlanWindowProps): React.JSX.Element {
  const running = useRun({
    ...props.acts,
    staysOpen: true,
    onClose: props.onClose
  });
  const { phase } = running;
  return phase.kind === 'running' || phase.kind === 'done' ? (
    <Ran
      {...props.acts}
      running={running}
      whoami={props.whoami}
      onClose={props.onClose}
    />
  ) : (
    <Asking {...props} phase={phase} onApply={running.apply} />
  );
}

interface IAskingProps extends IPlanWindowProps {
  phase: Extract<Phase, { kind: 'choosing' | 'applying' }>;
  onApply: (plan: IPlan) => void;
}

function Asking(props: IAskingProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { phase } = props;
  const [tries, setTries] = React.useState(0);
  const planned = usePlanned(
    props.question && `${props.question}${String(tries)}`,
    props.ask
  );
  const changes = planOf(planned)?.changes ?? [];
  const plan = phase.kind === 'choosing' ? readyPlan(planned) : null;
  const apply = () => plan && props.onApply(plan);
  return (
    <Dialog
      wide
      title={props.title}
      note={trans.__('Nothing is written until you press Apply.')}
      busy={phase.kind === 'applying' || planned.kind === 'asking'}
      onClose={props.onClose}
      onSubmit={apply}
      foot={<Foot {...props} ready={plan !== null} />}
    >
      {props.children}
      <BulkPreview
        planned={planned}
        mine
        changes={changes}
        left={NONE}
        onRetry={() => setTries(tries + 1)}
      />
      {(props.notes ?? []).map(note => (
        <p
          key={note}
          className="jp-CostTags-dialog-part jp-CostTags-small jp-CostTags-muted"
        >
          {visible(note)}
        </p>
      ))}
      {phase.kind === 'choosing' && phase.failure && (
        <Trouble
          failure={phase.failure}
          whoami={props.whoami}
          onRetry={apply}
        />
      )}
    </Dialog>
  );
}

/** The plan, once it is there and has something to write. */
function readyPlan(planned: Planned): IPlan | null {
  return planned.kind === 'ready' && planned.plan.changes.some(isChange)
    ? planned.plan
    : null;
}

function Foot(props: IAskingProps & { ready: boolean }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <>
      <span className="jp-CostTags-spacer" />
      <Button large onClick={props.onClose}>
        {trans.__('Cancel')}
      </Button>
      <SubmitButton disabled={!props.ready}>
        {props.phase.kind === 'applying'
          ? trans.__('Applying…')
          : trans.__('Apply')}
      </SubmitButton>
    </>
  );
}
