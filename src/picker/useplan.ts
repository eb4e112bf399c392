// Asks for the plan of a choice a moment after the last change, and keeps the newest answer.
import * as React from 'react';
import { failureOf, type Failure } from '../resource';
import type { IPlan, Tags } from '../types';

export const PLAN_AFTER = 250; // ms without a change

export type Planned =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking'; readonly last: IPlan | null }
  | { readonly kind: 'ready'; readonly plan: IPlan }
  | { readonly kind: 'failed'; readonly failure: Failure };

export function usePlan(
  ids: readonly string[],
  set: Tags | null,
  ask: (ids: readonly string[], set: Tags) => Promise<IPlan>,
  tries = 0
): Planned {
  const [planned, setPlanned] = React.useState<Planned>({ kind: 'none' });
  const question = JSON.stringify([ids, set, tries]);
  React.useEffect(() => {
    if (!set || ids.length === 0) {
      setPlanned({ kind: 'none' });
      return;
    }
    let current = true;
    setPlanned(before => ({ kind: 'asking', last: planOf(before) }));
    const timer = setTimeout(() => {
      ask(ids, set).then(
        plan => current && setPlanned({ kind: 'ready', plan }),
        (error: unknown) => {
          const failure = failureOf(error);
          if (current) {
            setPlanned({ kind: 'failed', failure });
          }
        }
      );
    }, PLAN_AFTER);
    return () => {
      current = false;
      clearTimeout(timer);
    };
    // `question` stands for ids and set: they are new objects at every rendering.
  }, [question]);
  return planned;
}

/** The newest plan, while another is being made as well. */
export function planOf(planned: Planned): IPlan | null {
  switch (planned.kind) {
    case 'ready':
      return planned.plan;
    case 'asking':
      return planned.last;
    default:
      return null;
  }
}
