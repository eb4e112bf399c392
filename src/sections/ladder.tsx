// The setup ladder, rung by rung: what fails on top with its fix, what is fine behind one line.
import * as React from 'react';
import { instant } from '../format';
import { Icon, type Shape, type Tone } from '../icons';
import { Button, Code, CopyButton, Prose, Skeleton } from '../parts/basics';
import { requestForAdmin, Trouble } from '../parts/trouble';
import { valueOf } from '../resource';
import { climb, climbIfDue, type Setup } from '../setup';
import { rich, useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { ICheck, IDoctor, IWhoAmI } from '../types';

type Verdict = ICheck['state'];

const ORDER: readonly Verdict[] = ['fail', 'warn', 'unknown', 'pass'];
const ICONS: Readonly<Record<Verdict, readonly [Shape, Tone | undefined]>> = {
  fail: ['error', 'error'],
  warn: ['warn', 'warn'],
  unknown: ['unknown', undefined],
  pass: ['ok', 'ok']
};
/** What a fix begins with that is typed into a terminal. */
const COMMAND =
  /^(?:jupyter cost-tags|jupyter server|aws|pip) [^;,]*(?<![.\s])/;

export interface ILadderProps {
  setup: Setup;
  state: Setup['state'];
  whoami: IWhoAmI | null;
}

export function Ladder(props: ILadderProps): React.JSX.Element {
  const { setup, state, whoami } = props;
  React.useEffect(() => {
    void climbIfDue(setup);
  }, [setup]);
  const doctor = valueOf(state);
  return (
    <div className="jp-CostTags-section-body jp-mod-list">
      {state.kind === 'failed' && (
        <Trouble
          failure={state.failure}
          whoami={whoami}
          onRetry={() => void climb(setup, false)}
        />
      )}
      {doctor ? (
        <Rungs doctor={doctor} whoami={whoami} />
      ) : (
        state.kind !== 'failed' && (
          <Skeleton rows={['long', 'middle', 'long']} />
        )
      )}
      {doctor && <Foot setup={setup} doctor={doctor} busy={state.refreshing} />}
    </div>
  );
}

function Rungs(props: {
  doctor: IDoctor;
  whoami: IWhoAmI | null;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const [all, setAll] = React.useState(false);
  const open = ORDER.slice(0, -1).flatMap(state =>
    props.doctor.checks.filter(rung => rung.state === state)
  );
  const fine = props.doctor.checks.filter(rung => rung.state === 'pass');
  return (
    <>
      <ul aria-label={trans.__('Setup')}>
        {[...open, ...(all ? fine : [])].map(rung => (
          <Rung key={rung.code} rung={rung} whoami={props.whoami} />
        ))}
      </ul>
      {fine.length > 0 && (
        <div className="jp-CostTags-more">
          <Button kind="quiet" onClick={() => setAll(!all)}>
            {all
              ? trans.__('Hide what is fine')
              : trans._n('%1 is fine', '%1 are fine', fine.length)}
          </Button>
        </div>
      )}
    </>
  );
}

function Rung(props: {
  rung: ICheck;
  whoami: IWhoAmI | null;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { rung } = props;
  const [shape, tone] = ICONS[rung.state];
  const words: Readonly<Record<Verdict, string>> = {
    fail: trans.__('fails'),
    warn: trans.__('warning'),
    unknown: trans.__('unknown'),
    pass: trans.__('fine')
  };
  return (
    <li className="jp-CostTags-row jp-CostTags-rung">
      <Icon shape={shape} tone={tone} />
      <span>{visible(rung.title)}</span>
      <span className="jp-CostTags-row-figure jp-CostTags-small jp-CostTags-muted">
        {words[rung.state]}
      </span>
      <div className="jp-CostTags-rung-more jp-CostTags-small">
        <p className="jp-CostTags-muted">{visible(rung.evidence)}</p>
        {rung.fix && <Fix text={rung.fix} />}
        {rung.iam_action && (
          <p>
            {rich(
              (...slots) => trans.__('Missing permission: %1.', ...slots),
              <Code text={rung.iam_action} />
            )}{' '}
            <CopyButton
              text={requestForAdmin(
                {
                  message: `${rung.title}: ${rung.evidence}`,
                  action: rung.fix,
                  iam_action: rung.iam_action
                },
                props.whoami
              )}
            >
              {trans.__('Copy request for admin')}
            </CopyButton>
          </p>
        )}
      </div>
    </li>
  );
}

/** A command or a text to send is there to be copied; a sentence is there to be read. */
function Fix({ text }: { text: string }): React.JSX.Element {
  const { trans } = useSurroundings();
  const command = COMMAND.exec(text)?.[0].trim();
  if (command === undefined && !text.includes('\n')) {
    return (
      <p>
        <Prose text={text} />
      </p>
    );
  }
  const rest = command === undefined ? '' : text.slice(command.length);
  const note = rest.replace(/^[\s;,.]+/, '');
  return (
    <>
      <pre className="jp-CostTags-rung-fix">
        {command === undefined ? (
          text.split('\n').map(visible).join('\n')
        ) : (
          <Words text={command} />
        )}
      </pre>
      {note && (
        <p className="jp-CostTags-muted">
          <Prose text={note} />
        </p>
      )}
      <CopyButton text={command ?? text}>{trans.__('Copy')}</CopyButton>
    </>
  );
}

/** A flag is not broken after its hyphens; a word that is longer than the line may be. */
function Words({ text }: { text: string }): React.JSX.Element {
  return (
    <>
      {text.split(' ').map((word, index) => (
        <React.Fragment key={index}>
          {index > 0 && ' '}
          <span className={word.length < 24 ? 'jp-CostTags-nowrap' : undefined}>
            {visible(word)}
          </span>
        </React.Fragment>
      ))}
    </>
  );
}

function Foot(props: {
  setup: Setup;
  doctor: IDoctor;
  busy: boolean;
}): React.JSX.Element {
  const { trans, today, locale } = useSurroundings();
  const { doctor, setup } = props;
  const bill = doctor.bill_as_of;
  return (
    <div className="jp-CostTags-rung-foot">
      <p className="jp-CostTags-small jp-CostTags-muted">
        {props.busy
          ? trans.__('Looking at every rung…')
          : trans.__('As of %1.', instant(doctor.as_of, today, locale))}{' '}
        {bill
          ? trans.__('Cost Explorer: %1.', instant(bill, today, locale))
          : trans.__('Cost Explorer was not asked.')}
      </p>
      <Button disabled={props.busy} onClick={() => void climb(setup, false)}>
        {trans.__('Check again')}
      </Button>
      <Button
        kind="quiet"
        disabled={props.busy}
        title={trans.__('Up to three requests of $0.01 each')}
        onClick={() => void climb(setup, true)}
      >
        {trans.__('Ask Cost Explorer too ($0.03)')}
      </Button>
    </div>
  );
}
