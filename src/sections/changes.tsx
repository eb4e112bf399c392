// What drives the change against the month before, up to the same day; the largest change first.
import * as React from 'react';
import { dayBefore, monthName } from '../format';
import { Button } from '../parts/basics';
import { useSurroundings } from '../surroundings';
import type { ISpend } from '../types';
import { comparedDay } from './month';

const ChangeList = React.lazy(async () => ({
  default: (await import('../behind')).ChangeList
}));

export interface IChangesProps {
  spend: ISpend;
  labels: ReadonlyMap<string, string>;
}

/** Nothing without a month before, or where nothing changed. */
export function Changes(props: IChangesProps): React.JSX.Element | null {
  const { trans, locale } = useSurroundings();
  const [open, setOpen] = React.useState(false);
  const { spend } = props;
  const changes = spend.changes ?? [];
  if (changes.length === 0) {
    return null;
  }
  return (
    <div className="jp-CostTags-changes jp-CostTags-small">
      <Button kind="quiet" expanded={open} onClick={() => setOpen(!open)}>
        {trans.__(
          'What changed since %1',
          monthName(dayBefore(comparedDay(spend)).slice(0, 7), locale)
        )}
      </Button>
      {open && (
        <React.Suspense fallback={null}>
          <ChangeList {...props} />
        </React.Suspense>
      )}
    </div>
  );
}
