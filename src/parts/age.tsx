// When a value was read, where it is not fresh.
import * as React from 'react';
import { instant } from '../format';
import { Icon } from '../icons';
import { useSurroundings } from '../surroundings';

export function Age({ at }: { at: string }): React.JSX.Element {
  const { trans, today, locale } = useSurroundings();
  return (
    <span className="jp-CostTags-section-fact jp-CostTags-state">
      <Icon shape="clock" />
      {trans.__('%1 data', instant(at, today, locale))}
    </span>
  );
}
