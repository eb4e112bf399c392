// Ended resources for FinOps: into the correction file, with the tags that they should have had.
import * as React from 'react';
import { money } from '../format';
import { Icon } from '../icons';
import { Button, Message, Name } from '../parts/basics';
import { Dialog, SubmitButton } from '../parts/dialog';
import { Trouble } from '../parts/trouble';
import { failureOf, type Failure } from '../resource';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { ICorrections, IScannedResource } from '../types';
import { SaveFile } from './savefile';

export interface IRecordProps {
  of: readonly IScannedResource[];
  onRecord: (ids: readonly string[]) => Promise<ICorrections>;
  onUnrecord: (recordIds: readonly string[]) => Promise<ICorrections>;
  onFile: (format: 'csv' | 'json') => Promise<void>;
  onClose: () => void;
}

const MOST_ROWS = 100;

export function Record(props: IRecordProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const recording = useRecording(props);
  const { told, records, busy, failure, record, undo } = recording;
  const count = String(props.of.length);
  return (
    <Dialog
      wide
      busy={busy}
      title={
        told
          ? trans.__('%1 in the correction file', String(records.length))
          : trans._n(
              'Record %1 ended resource',
              'Record %1 ended resources',
              props.of.length
            )
      }
      note={trans.__(
        'No tag is written: what they cost stays as billed. The correction file tells FinOps what they should have carried.'
      )}
      onClose={props.onClose}
      onSubmit={told ? props.onClose : record}
      foot={
        <>
          {records.length > 0 && (
            <SaveFile count={records.length} onFile={props.onFile} />
          )}
          <span className="jp-CostTags-spacer" />
          {told ? (
            <Button
              large
              disabled={busy || records.length === 0}
              onClick={undo}
            >
              <Icon shape="undo" tone="text" />
              {trans.__('Undo')}
            </Button>
          ) : (
            <Button large onClick={props.onClose}>
              {trans.__('Cancel')}
            </Button>
          )}
          <SubmitButton disabled={busy}>
            {told ? trans.__('Done') : trans.__('Record %1', count)}
          </SubmitButton>
        </>
      }
    >
      {failure && <Trouble failure={failure} whoami={null} onRetry={record} />}
      {told?.not_recorded.map(({ id, name, reason }) => (
        <Message key={id} shape="info" plain>
          {visible(`${name}: ${reason}`)}
        </Message>
      ))}
      {told ? <Recorded records={records} /> : <Names of={props.of} />}
    </Dialog>
  );
}

/** What was asked for and what came of it. */
function useRecording({ of, onRecord, onUnrecord }: IRecordProps) {
  const [told, setTold] = React.useState<ICorrections | null>(null);
  const [busy, setBusy] = React.useState(false);
  const [failure, setFailure] = React.useState<Failure | null>(null);
  const ids = of.map(one => one.id);
  const records = (told?.records ?? []).filter(one => ids.includes(one.id));
  const ask = (asked: Promise<ICorrections>) => {
    setBusy(true);
    setFailure(null);
    void asked
      .then(setTold, (error: unknown) => setFailure(failureOf(error)))
      .finally(() => setBusy(false));
  };
  return {
    told,
    records,
    busy,
    failure,
    record: () => ask(onRecord(ids)),
    undo: () => ask(onUnrecord(records.map(one => one.record_id)))
  };
}

function Names(props: { of: readonly IScannedResource[] }): React.JSX.Element {
  return (
    <p className="jp-CostTags-dialog-part jp-CostTags-small">
      {props.of.slice(0, MOST_ROWS).map((one, index) => (
        <React.Fragment key={one.id}>
          {index > 0 && ', '}
          <Name text={one.name} />
        </React.Fragment>
      ))}
      {props.of.length > MOST_ROWS && ' …'}
    </p>
  );
}

function Recorded(props: {
  records: ICorrections['records'];
}): React.JSX.Element | null {
  const { trans, locale } = useSurroundings();
  return props.records.length === 0 ? null : (
    <div
      className="jp-CostTags-scroll"
      tabIndex={0}
      role="region"
      aria-label={trans.__('Recorded')}
    >
      <table className="jp-CostTags-table">
        <thead>
          <tr>
            <th scope="col">{trans.__('Resource')}</th>
            <th scope="col">{trans.__('Should have had')}</th>
            <th scope="col">{trans.__('Cost (estimate)')}</th>
          </tr>
        </thead>
        <tbody>
          {props.records.slice(0, MOST_ROWS).map(one => (
            <tr key={one.record_id}>
              <td>
                <Name text={one.name} />
              </td>
              <td>
                {Object.entries(one.tags)
                  .map(([key, value]) => `${visible(key)}=${visible(value)}`)
                  .join(', ')}
              </td>
              <td title={visible(one.basis)} className="jp-CostTags-estimate">
                {one.estimated_cost === null
                  ? trans.__('not known')
                  : `~${money(one.estimated_cost, one.currency, locale)}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
