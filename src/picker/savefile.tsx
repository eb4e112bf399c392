// The correction file, to keep: what FinOps imports for what ended untagged.
import * as React from 'react';
import { Icon } from '../icons';
import { Button } from '../parts/basics';
import { useSurroundings } from '../surroundings';

export function SaveFile(props: {
  /** How many of this run are in it. */
  count: number;
  onFile: (format: 'csv' | 'json') => Promise<void>;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const [failed, setFailed] = React.useState(false);
  const save = (format: 'csv' | 'json') => {
    setFailed(false);
    props.onFile(format).catch(() => setFailed(true));
  };
  return (
    <>
      <Button
        kind="quiet"
        title={trans.__('Ended resources with their proposed tags, for FinOps')}
        onClick={() => save('csv')}
      >
        <Icon shape="download" tone="text" />
        {trans.__('Correction file (%1), CSV', String(props.count))}
      </Button>
      <Button kind="quiet" onClick={() => save('json')}>
        {trans.__('JSON')}
      </Button>
      {failed && (
        <span className="jp-CostTags-small" role="status">
          {trans.__('Not saved: the server gave no file. Try again.')}
        </span>
      )}
    </>
  );
}
