// What components outside the panel have around them: words, locale, the server's today.
import * as React from 'react';
import { valueOf } from './resource';
import { useSnapshot } from './snapshot';
import { SurroundingsProvider, type ISurroundings } from './surroundings';
import type { ICostTags } from './tokens';

export function Around(props: {
  model: ICostTags;
  surroundings: Omit<ISurroundings, 'today'>;
  children: React.ReactNode;
}): React.JSX.Element {
  const fixed = valueOf(useSnapshot(props.model).status)?.clock_fixed;
  const today = (fixed ?? new Date().toISOString()).slice(0, 10);
  return (
    <SurroundingsProvider value={{ ...props.surroundings, today }}>
      {props.children}
    </SurroundingsProvider>
  );
}
