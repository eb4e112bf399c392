// An endpoint with its configuration and models, a pipeline with its steps: side by side, and aligned.
import * as React from 'react';
import { Icon } from '../icons';
import { Message, Name, Skeleton } from '../parts/basics';
import { Problem, Trouble } from '../parts/trouble';
import { Select } from '../parts/select';
import type { pickerActs } from '../picker/acts';
import { PlanWindow } from '../picker/planwindow';
import { failureOf, type Failure } from '../resource';
import { rich, useSurroundings } from '../surroundings';
import { visible } from '../text';
import type {
  IPart,
  IPartKey,
  IParts,
  IPipelineStep,
  IPlan,
  IScannedResource,
  IWhoAmI
} from '../types';
import { kindName, listed } from '../words';

export interface IPartsProps {
  resource: IScannedResource;
  whoami: IWhoAmI | null;
  acts: ReturnType<typeof pickerActs>;
  onRead: (id: string) => Promise<IParts>;
  onAlign: (id: string, like: string | null) => Promise<IPlan>;
  onClose: () => void;
}

export function Parts(props: IPartsProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { resource } = props;
  const [parts, setParts] = React.useState<IParts | null>(null);
  const [failure, setFailure] = React.useState<Failure | null>(null);
  const [like, setLike] = React.useState('');
  const read = () => {
    setFailure(null);
    props.onRead(resource.id).then(setParts, (error: unknown) => {
      setFailure(failureOf(error));
    });
  };
  React.useEffect(read, [resource.id]);
  return (
    <PlanWindow
      title={rich(
        (...slots) => trans.__('%1 and its parts', ...slots),
        <Name text={resource.name} />
      )}
      question={parts && `${resource.id} ${like}`}
      ask={() => props.onAlign(resource.id, like || null)}
      acts={props.acts}
      whoami={props.whoami}
      onClose={props.onClose}
    >
      {failure && (
        <Trouble failure={failure} whoami={props.whoami} onRetry={read} />
      )}
      {!parts && !failure && <Skeleton rows={['long', 'middle', 'long']} />}
      {parts && (
        <>
          <Remarks parts={parts} whoami={props.whoami} />
          <Matrix parts={parts} />
          <Notes parts={parts} />
          <Steps steps={parts.steps} />
          {parts.parts.length > 1 && (
            <div className="jp-CostTags-dialog-part">
              <Select
                label={trans.__('Align all with')}
                value={like}
                options={[
                  { value: '', label: visible(resource.name) },
                  ...parts.parts.slice(1).map(part => ({
                    value: part.id,
                    label: visible(part.name)
                  }))
                ]}
                onChange={setLike}
              />
            </div>
          )}
        </>
      )}
    </PlanWindow>
  );
}

function Remarks(props: {
  parts: IParts;
  whoami: IWhoAmI | null;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { parts } = props;
  return (
    <>
      {!parts.complete && (
        <Message shape="unknown" plain>
          {trans.__('Not every part could be read.')}
        </Message>
      )}
      {parts.problems.map((problem, index) => (
        <Problem key={index} problem={problem} whoami={props.whoami} />
      ))}
      {parts.notes.map(note => (
        <Message key={note} shape="info" plain>
          {visible(note)}
        </Message>
      ))}
      {parts.inherits === 'no' && (
        <Message shape="warn" tone="warn" plain>
          {trans.__(
            'The jobs of its newest execution don’t carry the pipeline’s tags.'
          )}
        </Message>
      )}
    </>
  );
}

/** A row per key, a column per part; what differs is marked. */
function Matrix({ parts }: { parts: IParts }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <div
      className="jp-CostTags-scroll"
      tabIndex={0}
      role="region"
      aria-label={trans.__('Tags side by side')}
    >
      <table className="jp-CostTags-table jp-CostTags-matrix">
        <thead>
          <tr>
            <th scope="col">{trans.__('Key')}</th>
            {parts.parts.map(part => (
              <PartHead key={part.id} part={part} />
            ))}
          </tr>
        </thead>
        <tbody>
          {parts.keys.map(row => (
            <KeyRow key={row.key} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What each part's tags do on the bill. */
function Notes({ parts }: { parts: IParts }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <ul className="jp-CostTags-dialog-part jp-CostTags-small jp-CostTags-muted">
      {parts.parts.map(part => (
        <li key={part.id}>
          {`${visible(part.name)} ${kindName(trans, part.kind)}: ${visible(part.note)}`}
        </li>
      ))}
    </ul>
  );
}

function PartHead({ part }: { part: IPart }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <th scope="col" title={visible(part.note)}>
      <Name text={part.name} />
      <br />
      <span className="jp-CostTags-muted">
        {kindName(trans, part.kind)}
        {part.shadow && ` · ${trans.__('shadow')}`}
        {part.gone && ` · ${trans.__('deleted')}`}
      </span>
    </th>
  );
}

function KeyRow({ row }: { row: IPartKey }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <tr>
      <th scope="row">
        <span className="jp-CostTags-state">
          {row.state === 'different' && <Icon shape="warn" tone="warn" />}
          {row.state === 'unknown' && <Icon shape="unknown" />}
          <Name text={row.key} />
        </span>
        {row.state === 'different' && (
          <span className="jp-CostTags-hidden">{trans.__('different')}</span>
        )}
      </th>
      {row.cells.map(cell => (
        <td key={cell.id}>
          {cell.value !== null ? (
            <Name text={cell.value} />
          ) : (
            <span className="jp-CostTags-muted">
              {cell.state === 'unknown'
                ? trans.__('unknown')
                : cell.state === 'gone'
                  ? trans.__('deleted')
                  : trans.__('not set')}
            </span>
          )}
          {cell.state === 'not-allowed' && (
            <span className="jp-CostTags-muted">
              {' '}
              {trans.__('not allowed')}
            </span>
          )}
        </td>
      ))}
    </tr>
  );
}

/** What steps set themselves: it stands above the pipeline's tags, and is changed in the code. */
function Steps(props: {
  steps: readonly IPipelineStep[];
}): React.JSX.Element | null {
  const { trans, locale } = useSurroundings();
  const told = props.steps.filter(
    step => step.overrides.length + step.missing.length > 0
  );
  return told.length === 0 ? null : (
    <>
      {told.map(step => (
        <Message key={step.name} shape="warn" tone="warn" plain>
          {[
            trans.__('Step %1:', visible(step.name)),
            ...step.overrides.map(one =>
              trans.__(
                '%1 is %2 instead of %3.',
                visible(one.key),
                visible(one.step),
                visible(one.pipeline)
              )
            ),
            ...(step.missing.length > 0
              ? [trans.__('Missing %1.', listed(step.missing, locale))]
              : [])
          ].join(' ')}{' '}
          <span className="jp-CostTags-muted">
            {trans.__('Steps are changed in the pipeline’s code.')}
          </span>
        </Message>
      ))}
    </>
  );
}
