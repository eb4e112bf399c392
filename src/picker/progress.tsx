// A run under way: how far it is, and a way to stop it. Closing the window doesn't.
import * as React from 'react';
import { Button } from '../parts/basics';
import { Dialog, SubmitButton } from '../parts/dialog';
import { useSurroundings } from '../surroundings';
import type { IRun } from '../types';

export function Progress(props: {
  run: IRun;
  total: number;
  /** Taking a run back, rather than applying a plan. */
  undoing: boolean;
  onStop: () => void;
  onClose: () => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const [stopping, setStopping] = React.useState(false);
  const total = props.run.progress?.total ?? props.total;
  const ended = props.run.progress?.ended ?? props.run.results.length;
  const words = trans.__('%1 of %2', String(ended), String(total));
  return (
    <Dialog
      wide
      busy
      title={
        props.undoing
          ? trans.__('Taking back %1', String(total))
          : trans.__('Tagging %1', String(total))
      }
      note={trans.__(
        'It goes on when this window is closed; AWS takes about 5 a second.'
      )}
      onClose={props.onClose}
      onSubmit={props.onClose}
      foot={
        <>
          <span className="jp-CostTags-spacer" />
          <Button
            large
            disabled={stopping}
            onClick={() => {
              setStopping(true);
              props.onStop();
            }}
          >
            {stopping ? trans.__('Stopping…') : trans.__('Stop')}
          </Button>
          <SubmitButton>{trans.__('Close')}</SubmitButton>
        </>
      }
    >
      <div className="jp-CostTags-dialog-part">
        <progress
          className="jp-CostTags-progress"
          value={ended}
          max={Math.max(total, 1)}
          aria-label={trans.__('Progress')}
        />
        <p role="status">{words}</p>
      </div>
    </Dialog>
  );
}
