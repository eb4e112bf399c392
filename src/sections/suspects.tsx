// Allowed values that look mistyped: only here, and nearly like one that others use.
import * as React from 'react';
import { Icon } from '../icons';
import { Button } from '../parts/basics';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IScannedResource } from '../types';
import { suspectText } from '../words';

export function Suspects(props: {
  resource: IScannedResource;
  onPick?: (resource: IScannedResource) => void;
}): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const { resource, onPick } = props;
  const suspects = resource.suspects ?? [];
  return suspects.length === 0 ? null : (
    <div className="jp-CostTags-row-suspects jp-CostTags-small">
      {suspects.map(one => (
        <span key={one.key} className="jp-CostTags-state">
          <Icon shape="unknown" />
          <span>
            <bdi>{`${visible(one.key)}=${visible(one.value)}`}</bdi>
            {': '}
            {suspectText(trans, one)}
          </span>
        </span>
      ))}
      {onPick && (
        <Button
          kind="quiet"
          label={trans.__('Change the tags of %1…', visible(resource.name))}
          onClick={() => onPick(resource)}
        >
          {trans.__('Change…')}
        </Button>
      )}
    </div>
  );
}
