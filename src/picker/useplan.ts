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
  const question =
    set && ids.length > 0 ? JSON.stringify([ids, set, tries]) : null;
  return usePlanned(question, () => ask(ids, set ?? {}));
}

/** The plan for a question, asked anew for another one; null asks for nothing. */
export function usePlanned(
  question: string | null,
  ask: () => Promise<IPlan>
): Planned {
  const [planned, setPlanned] = React.useState<Planned>({ kind: 'none' });
  React.useEffect(() => {
    if (question === null) {
      setPlanned({ kind: 'none' });
      return;
    }
    let current = true;
    setPlanned(before => ({ kind: 'asking', last: planOf(before) }));
    const timer = setTimeout(() => {
      ask().then(
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
    // The question stands for what is asked: that is a new function at every rendering.
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
