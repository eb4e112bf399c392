// Leaving something up on purpose: for how long, and why; it is no longer told as idle until then.
import * as React from 'react';
import { Button, Name } from '../parts/basics';
import { Dialog, SubmitButton } from '../parts/dialog';
import { Select } from '../parts/select';
import { Trouble } from '../parts/trouble';
import { failureOf, type Failure } from '../resource';
import { rich, useSurroundings } from '../surroundings';
import type { IRunningResource, IWhoAmI } from '../types';
import { shortName } from './upwords';

const HOURS = { day: 24, threeDays: 72, week: 168, month: 720 };
const LONGEST_REASON = 200;

export interface ISnoozeWindowProps {
  resource: IRunningResource;
  whoami: IWhoAmI | null;
  onSnooze: (hours: number, reason: string) => Promise<void>;
  onClose: () => void;
}

export function SnoozeWindow(props: ISnoozeWindowProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const id = React.useId();
  const [hours, setHours] = React.useState(HOURS.day);
  const [reason, setReason] = React.useState('');
  const [failure, setFailure] = React.useState<Failure | null>(null);
  const [busy, setBusy] = React.useState(false);
  const given = reason.trim();
  const snooze = async () => {
    setBusy(true);
    try {
      await props.onSnooze(hours, given);
      props.onClose();
    } catch (error) {
      setFailure(failureOf(error));
      setBusy(false);
    }
  };
  const lengths = [
    [HOURS.day, trans.__('1 day')],
    [HOURS.threeDays, trans.__('3 days')],
    [HOURS.week, trans.__('1 week')],
    [HOURS.month, trans.__('30 days')]
  ] as const;
  return (
    <Dialog
      title={rich(
        (...slots) => trans.__('Leave %1 running?', ...slots),
        <Name text={shortName(props.resource)} />
      )}
      note={trans.__('It goes on costing; it is only not told as idle.')}
      busy={busy}
      onClose={props.onClose}
      onSubmit={() => void (given && snooze())}
      foot={
        <>
          <span className="jp-CostTags-spacer" />
          <Button large onClick={props.onClose}>
            {trans.__('Cancel')}
          </Button>
          <SubmitButton disabled={!given || busy}>
            {trans.__('Snooze')}
          </SubmitButton>
        </>
      }
    >
      <div className="jp-CostTags-dialog-part">
        <label className="jp-CostTags-label" htmlFor={id}>
          {trans.__('Why it is needed')}
        </label>
        <div className="jp-CostTags-field">
          <input
            id={id}
            value={reason}
            maxLength={LONGEST_REASON}
            autoComplete="off"
            onChange={event => setReason(event.target.value)}
          />
        </div>
      </div>
      <div className="jp-CostTags-dialog-part">
        <Select
          label={trans.__('For')}
          value={String(hours)}
          options={lengths.map(([value, label]) => ({
            value: String(value),
            label
          }))}
          onChange={value => setHours(Number(value))}
        />
      </div>
      {failure && <Trouble failure={failure} whoami={props.whoami} />}
    </Dialog>
  );
}
