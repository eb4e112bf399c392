// A run in its window: under way, then what became of it.
import * as React from 'react';
import type { IWhoAmI } from '../types';
import { Progress } from './progress';
import { Result } from './result';
import type { useRun } from './userun';

export interface IRanProps {
  running: ReturnType<typeof useRun>;
  whoami: IWhoAmI | null;
  onStop: (runId: string) => void;
  onFile: (format: 'csv' | 'json') => Promise<void>;
  onClose: () => void;
}

/** Null before anything was applied. */
export function Ran(props: IRanProps): React.JSX.Element | null {
  const { phase, undo, resume } = props.running;
  if (phase.kind === 'running') {
    return (
      <Progress
        run={phase.run}
        total={phase.plan.changes.length}
        undoing={phase.undoing}
        onStop={() => props.onStop(phase.run.run_id)}
        onClose={props.onClose}
      />
    );
  }
  return phase.kind === 'done' ? (
    <Result
      {...phase}
      whoami={props.whoami}
      onUndo={() => undo(phase.plan, phase.run)}
      onResume={() => resume(phase.plan, phase.run)}
      onFile={props.onFile}
      onClose={props.onClose}
    />
  ) : null;
}
