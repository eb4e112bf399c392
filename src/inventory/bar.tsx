// Between filters and table: what is chosen, or what needs a tag, and the one thing to do about it.
import * as React from 'react';
import { Button } from '../parts/basics';
import { useSurroundings } from '../surroundings';
import type { IScannedResource } from '../types';
import { hasEnded } from '../words';
import { effects } from './rows';

export interface IBarProps {
  chosen: readonly IScannedResource[];
  /** Those listed that need a tag. */
  untagged: readonly IScannedResource[];
  /** Those of them that are mine to tag with my tags. */
  mine: readonly IScannedResource[];
  onClear: () => void;
  /** Give them my tags: one preview, then Apply. */
  onMine: (resources: readonly IScannedResource[]) => void;
  /** Choose tags for them. */
  onChoose: (resources: readonly IScannedResource[]) => void;
  onRecord: (resources: readonly IScannedResource[]) => void;
}

export function Bar(props: IBarProps): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const { chosen, untagged, mine } = props;
  if (chosen.length > 0) {
    return <ChosenBar {...props} />;
  }
  if (untagged.length === 0) {
    return null;
  }
  return (
    <div className="jp-CostTags-bar" role="group" aria-label={trans.__('Fix')}>
      <p>
        <span className="jp-CostTags-strong">
          {trans._n('%1 needs a tag', '%1 need a tag', untagged.length)}
        </span>{' '}
        <Effects of={untagged} />
      </p>
      {mine.length > 0 && (
        <Button kind="accept" onClick={() => props.onMine(mine)}>
          {mine.length < untagged.length
            ? trans._n(
                'Apply my tags to the %1 of mine…',
                'Apply my tags to the %1 of mine…',
                mine.length
              )
            : trans._n(
                'Apply my tags to it…',
                'Apply my tags to these %1…',
                mine.length
              )}
        </Button>
      )}
    </div>
  );
}

function ChosenBar(props: IBarProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { chosen } = props;
  const wrong = chosen.filter(one => one.state === 'non-compliant');
  const history = wrong.filter(hasEnded);
  return (
    <div
      className="jp-CostTags-bar jp-mod-chosen"
      role="group"
      aria-label={trans.__('Chosen')}
    >
      <p aria-live="polite">
        <span className="jp-CostTags-strong">
          {trans.__('%1 selected', String(chosen.length))}
        </span>
        {wrong.length > 0 && (
          <>
            <span className="jp-CostTags-muted">{' · '}</span>
            {trans._n('%1 needs a tag', '%1 need a tag', wrong.length)}{' '}
            <Effects of={wrong} />
          </>
        )}
      </p>
      <Button kind="quiet" onClick={props.onClear}>
        {trans.__('Clear')}
      </Button>
      {history.length > 0 && (
        <Button
          title={trans.__(
            'Put ended resources into the correction file for FinOps; no tag is written.'
          )}
          onClick={() => props.onRecord(history)}
        >
          {trans.__('Record %1…', String(history.length))}
        </Button>
      )}
      <Button onClick={() => props.onChoose(chosen)}>
        {trans.__('Choose tags…')}
      </Button>
      {wrong.length > 0 && (
        <Button kind="accept" onClick={() => props.onMine(wrong)}>
          {trans.__('Apply my tags to %1…', String(wrong.length))}
        </Button>
      )}
    </div>
  );
}

/** What fixing them does to the bill. */
function Effects(props: {
  of: readonly IScannedResource[];
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { fromNow, next, history } = effects(props.of);
  const words = [
    ...(fromNow > 0
      ? [trans._n('%1 counts from now', '%1 count from now', fromNow)]
      : []),
    ...(next > 0 ? [trans._n('%1 counts later', '%1 count later', next)] : []),
    ...(history > 0
      ? [trans._n('%1 is history only', '%1 are history only', history)]
      : [])
  ];
  return <span className="jp-CostTags-muted">({words.join(', ')})</span>;
}
