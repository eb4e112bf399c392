// A row that was fixed: what was written, and ten seconds to take it back.
import * as React from 'react';
import type { RowFix } from '../rowfix';
import { Icon } from '../icons';
import { Button, Name } from '../parts/basics';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IScannedResource } from '../types';
import { effectName } from '../words';

export function Applied(props: {
  id: string;
  resource: IScannedResource;
  fix: Extract<RowFix, { kind: 'applied' }>;
  tabIndex: number;
  onUndo: () => void;
  onHold: (held: boolean) => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { id, resource, fix } = props;
  const written = Object.entries(fix.tags)
    .map(([key, value]) => `${visible(key)}=${visible(value)}`)
    .join(', ');
  const note =
    fix.note === null ? effectName(trans, resource) : visible(fix.note);
  return (
    <>
      <Icon shape="ok" tone="ok" />
      <div className="jp-CostTags-row-title" id={`${id}-title`}>
        <Name className="jp-CostTags-clip" text={resource.name} />
      </div>
      <div
        className="jp-CostTags-row-detail jp-CostTags-muted"
        id={`${id}-detail`}
      >
        <bdi>{written}</bdi> · {note}
      </div>
      <div
        className="jp-CostTags-row-undo"
        onMouseEnter={() => props.onHold(true)}
        onMouseLeave={() => props.onHold(false)}
        onFocus={() => props.onHold(true)}
        onBlur={() => props.onHold(false)}
      >
        <Button
          onClick={props.onUndo}
          disabled={fix.undoing}
          tabIndex={props.tabIndex}
          label={trans.__('Undo for %1', visible(resource.name))}
        >
          <Icon shape="undo" tone="text" />
          {fix.undoing
            ? trans.__('Undoing…')
            : trans.__('Undo (%1 s)', String(fix.seconds))}
        </Button>
      </div>
    </>
  );
}
