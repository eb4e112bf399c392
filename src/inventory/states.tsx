// What stands beside or instead of the table: nothing found, not everything read.
import * as React from 'react';
import { Button, Message } from '../parts/basics';
import { Problem } from '../parts/trouble';
import { useSurroundings } from '../surroundings';
import type { Whose } from '../scans';
import type { IScan, IWhoAmI } from '../types';

export function Nothing(props: {
  scan: IScan;
  whose: Whose;
  /** Only the filters hide what there is. */
  onClear: (() => void) | null;
}): React.JSX.Element | null {
  const { trans } = useSurroundings();
  if (props.onClear) {
    return (
      <div className="jp-CostTags-inventory-none">
        <Message
          shape="search"
          plain
          actions={
            <Button kind="quiet" onClick={props.onClear}>
              {trans.__('Clear filters')}
            </Button>
          }
        >
          {trans.__('Nothing matches the filters.')}
        </Message>
      </div>
    );
  }
  return props.scan.complete ? (
    <div className="jp-CostTags-inventory-none">
      <Message shape="info" plain>
        {nothingText(trans, props.whose)}
      </Message>
    </div>
  ) : null;
}

function nothingText(
  trans: ReturnType<typeof useSurroundings>['trans'],
  { scope }: Whose
): string {
  switch (scope) {
    case 'mine':
      return trans.__(
        'Nothing in the last 30 days. What you launch from a notebook appears here within seconds, with its tags.'
      );
    case 'notebook':
      return trans.__(
        'This notebook launched nothing that the guard recorded: launches are known for a week.'
      );
    case 'all':
      return trans.__(
        'Nothing in this account and Region in the last 30 days.'
      );
  }
}

/** More may come, or could not be read: no list that looks complete. */
export function Incomplete(props: {
  scan: IScan;
  isRefreshing: boolean;
  whoami: IWhoAmI | null;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { scan } = props;
  return (
    <div className="jp-CostTags-incomplete">
      <Message shape={props.isRefreshing ? 'clock' : 'unknown'} plain live>
        {props.isRefreshing
          ? trans.__('Still reading: more may appear.')
          : trans.__('Not everything could be read; there may be more.')}
      </Message>
      {scan.problems.map((problem, index) => (
        <Problem key={index} problem={problem} whoami={props.whoami} />
      ))}
    </div>
  );
}
