// Several things in a sentence, joined as the reader's language does; many are cut.
import * as React from 'react';
import { useSurroundings } from '../surroundings';

export function Listed(props: {
  children: readonly React.ReactNode[];
  /** How many are shown; the rest is counted. */
  most?: number;
}): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const { children, most = 10 } = props;
  const left = children.length - most;
  const items =
    left > 0
      ? [...children.slice(0, most), trans._n('%1 more', '%1 more', left)]
      : children;
  const format = new Intl.ListFormat(locale, { type: 'conjunction' });
  const parts = format.formatToParts(items.map((_, index) => String(index)));
  return (
    <>
      {parts.map((part, index) => (
        <React.Fragment key={index}>
          {part.type === 'element' ? items[Number(part.value)] : part.value}
        </React.Fragment>
      ))}
    </>
  );
}
