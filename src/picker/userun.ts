// What becomes of a plan in the picker: applied, under way, done, taken back.
import * as React from 'react';
import { isDone } from '../rowfix';
import { failureOf, type Failure } from '../resource';
import type { OnProgress } from '../runs';
import type { IPlan, IRun } from '../types';

export type Phase =
  | { readonly kind: 'choosing'; readonly failure: Failure | null }
  | { readonly kind: 'applying' }
  | {
      readonly kind: 'running';
      readonly plan: IPlan;
      readonly run: IRun;
      readonly undoing: boolean;
    }
  | {
      readonly kind: 'done';
      readonly plan: IPlan;
      readonly run: IRun;
      readonly undone: boolean;
      readonly busy: boolean;
      readonly failure: Failure | null;
    };

interface IRunOptions {
  onRun: (plan: IPlan, onProgress: OnProgress) => Promise<IRun>;
  onResume: (
    plan: IPlan,
    runId: string,
    onProgress: OnProgress
  ) => Promise<IRun>;
  onUndo: (runId: string, onProgress: OnProgress) => Promise<IRun>;
  /** The end of a single change is told here too. */
  staysOpen?: boolean;
  onClose: () => void;
}

export function useRun(options: IRunOptions) {
  const [phase, setPhase] = React.useState<Phase>({
    kind: 'choosing',
    failure: null
  });
  const follow =
    (plan: IPlan, undoing: boolean): OnProgress =>
    run =>
      setPhase({ kind: 'running', plan, run, undoing });
  const finish = (plan: IPlan, run: IRun) => {
    // A single row shows the rest: what was written, and Undo.
    const isTold =
      !options.staysOpen &&
      plan.changes.length === 1 &&
      run.results.every(isDone);
    if (isTold) {
      options.onClose();
    } else {
      setPhase(done(plan, run));
    }
  };
  return {
    phase,
    apply: (plan: IPlan) => {
      setPhase({ kind: 'applying' });
      options.onRun(plan, follow(plan, false)).then(
        run => finish(plan, run),
        (error: unknown) =>
          setPhase({ kind: 'choosing', failure: failureOf(error) })
      );
    },
    resume: (plan: IPlan, before: IRun) => {
      setPhase(done(plan, before, { busy: true }));
      options.onResume(plan, before.run_id, follow(plan, false)).then(
        run => setPhase(done(plan, run)),
        (error: unknown) =>
          setPhase(done(plan, before, { failure: failureOf(error) }))
      );
    },
    undo: (plan: IPlan, before: IRun) => {
      setPhase(done(plan, before, { busy: true }));
      options.onUndo(before.run_id, follow(plan, true)).then(
        run => setPhase(done(plan, run, { undone: true })),
        (error: unknown) =>
          setPhase(done(plan, before, { failure: failureOf(error) }))
      );
    }
  };
}

type Done = Extract<Phase, { kind: 'done' }>;

function done(plan: IPlan, run: IRun, changes: Partial<Done> = {}): Done {
  return {
    kind: 'done',
    plan,
    run,
    undone: false,
    busy: false,
    failure: null,
    ...changes
  };
}
