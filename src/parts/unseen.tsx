// What the panel holds and nobody sees: an announcement for screen readers, a pattern for charts.
import * as React from 'react';
import type { IOutcome } from '../rowfix';
import { useSurroundings } from '../surroundings';
import type { ICostTags } from '../tokens';
import { said } from '../words';

/** What happened, for those who can't see the row change. */
export function Announcement({
  model
}: {
  model: ICostTags;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const [outcome, setOutcome] = React.useState<IOutcome | null>(null);
  React.useEffect(() => {
    const onFinished = (_: unknown, told: IOutcome) => setOutcome(told);
    model.fixes.finished.connect(onFinished);
    return () => {
      model.fixes.finished.disconnect(onFinished);
    };
  }, [model]);
  return (
    <div className="jp-CostTags-hidden" role="status">
      {outcome && said(trans, outcome)}
    </div>
  );
}

/** The hatches of what is not certain and of what is not tagged: the style refers to them. */
export function Patterns(): React.JSX.Element {
  return (
    <svg
      className="jp-CostTags-hidden"
      width="0"
      height="0"
      aria-hidden="true"
      focusable="false"
    >
      <defs>
        <Hatch name="hatch" />
        <Hatch name="hatch-muted" />
        <Hatch name="hatch-over" />
      </defs>
    </svg>
  );
}

function Hatch({ name }: { name: string }): React.JSX.Element {
  return (
    <pattern
      id={`jp-CostTags-${name}`}
      width="4"
      height="4"
      patternUnits="userSpaceOnUse"
      patternTransform="rotate(45)"
    >
      <line
        className={`jp-CostTags-${name}-line`}
        x1="1"
        y1="0"
        x2="1"
        y2="4"
      />
    </pattern>
  );
}
