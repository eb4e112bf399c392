// The badge at a cell's prompt: that it launched something, and whether that is tagged.
import * as React from 'react';
import { Icon } from '../icons';
import { useSnapshot } from '../snapshot';
import { useSurroundings } from '../surroundings';
import type { ICostTags } from '../tokens';
import type { IMark } from '../notebook/metadata';
import { badgeOf } from './decide';

export function Badge(props: {
  marks: readonly IMark[];
  model: ICostTags;
  onOpen: (mark: IMark) => void;
}): React.JSX.Element | null {
  const { trans, today, locale } = useSurroundings();
  const snapshot = useSnapshot(props.model);
  const badge = badgeOf(props.marks, snapshot, trans, today, locale);
  if (!badge) {
    return null;
  }
  const count = props.marks.length;
  return (
    <button
      type="button"
      className="jp-CostTags-badge-button"
      title={[badge.label, ...badge.lines].join('\n')}
      aria-label={[badge.label, ...badge.lines].join('. ')}
      onClick={() => props.onOpen(badge.first)}
    >
      <Icon shape={badge.shape} tone={badge.tone} />
      {count > 1 && (
        <span className="jp-CostTags-badge-count" aria-hidden="true">
          {count}
        </span>
      )}
    </button>
  );
}
