// The question before something is stopped: what it costs, what is lost, and whether it is this app.
import * as React from 'react';
import { Button, Message, Name } from '../parts/basics';
import { Check } from '../parts/check';
import { Dialog, SubmitButton } from '../parts/dialog';
import { Rate } from '../parts/money';
import { Trouble } from '../parts/trouble';
import { failureOf, type Failure } from '../resource';
import { rich, useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IRunningResource, IStopped, IWhoAmI } from '../types';
import { kindName } from '../words';
import {
  instancesOf,
  isEnding,
  outcomeText,
  shortName,
  stopWord
} from './upwords';

export interface IStopWindowProps {
  resource: IRunningResource;
  currency: string | null;
  whoami: IWhoAmI | null;
  onStop: (includingHere: boolean) => Promise<IStopped>;
  onClose: () => void;
}

export function StopWindow(props: IStopWindowProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { resource } = props;
  const [sure, setSure] = React.useState(!resource.is_here);
  const asking = useStop(props, resource.is_here);
  const word = stopWord(trans, resource.kind);
  return (
    <Dialog
      title={rich(
        (...slots) =>
          resource.kind === 'endpoint'
            ? trans.__('Delete the endpoint %1?', ...slots)
            : trans.__('Stop %1?', ...slots),
        <Name text={shortName(resource)} />
      )}
      note={<What {...props} />}
      busy={asking.busy}
      onClose={props.onClose}
      onSubmit={() => sure && asking.stop()}
      foot={
        <>
          <span className="jp-CostTags-spacer" />
          <Button large onClick={props.onClose}>
            {trans.__('Cancel')}
          </Button>
          <SubmitButton disabled={!sure || asking.busy}>
            {asking.busy ? trans.__('Stopping…') : word}
          </SubmitButton>
        </>
      }
    >
      <p className="jp-CostTags-dialog-part">{visible(resource.lost)}</p>
      {resource.is_here && (
        <div className="jp-CostTags-dialog-part">
          <Message shape="warn" tone="warn" plain>
            {trans.__('You are working in this app: this page ends with it.')}
          </Message>
          <label className="jp-CostTags-sure">
            <Check
              label={trans.__('My work is saved; end it all the same')}
              checked={sure}
              onChange={setSure}
            />
            {trans.__('My work is saved; end it all the same')}
          </label>
        </div>
      )}
      <p className="jp-CostTags-dialog-part jp-CostTags-small jp-CostTags-muted">
        {trans.__('It can’t be taken back. What it cost so far stays billed.')}
      </p>
      {asking.stopped && (
        <Message shape="error" tone="error" plain live>
          {outcomeText(trans, asking.stopped)}
        </Message>
      )}
      {asking.failure && (
        <Trouble failure={asking.failure} whoami={props.whoami} />
      )}
    </Dialog>
  );
}

/** Kind, instances and price. */
function What({ resource, currency }: IStopWindowProps): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <>
      {[
        visible(resource.name),
        kindName(trans, resource.kind),
        instancesOf(resource)
      ]
        .filter(part => part !== null)
        .join(' · ')}
      {resource.hourly !== null && (
        <>
          {' · '}
          <Rate amount={resource.hourly} currency={currency} />
        </>
      )}
    </>
  );
}

interface IStopping {
  readonly busy: boolean;
  /** Set where it was not stopped. */
  readonly stopped: IStopped | null;
  readonly failure: Failure | null;
  readonly stop: () => void;
}

/** Stop on request; close when it ends, tell why where it doesn't. */
function useStop(
  { onStop, onClose }: IStopWindowProps,
  includingHere: boolean
): IStopping {
  const [busy, setBusy] = React.useState(false);
  const [stopped, setStopped] = React.useState<IStopped | null>(null);
  const [failure, setFailure] = React.useState<Failure | null>(null);
  const stop = async () => {
    setBusy(true);
    setStopped(null);
    setFailure(null);
    try {
      const told = await onStop(includingHere);
      if (isEnding(told)) {
        onClose();
        return;
      }
      setStopped(told);
    } catch (error) {
      setFailure(failureOf(error));
    }
    setBusy(false);
  };
  return { busy, stopped, failure, stop: () => void stop() };
}
