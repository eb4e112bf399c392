// Small makers of plans and runs.
import type { IChange, IFixResult, IPlan, IRun } from '../types';

export function plan(planId: string, changes: readonly IChange[]): IPlan {
  return {
    plan_id: planId,
    changes,
    skipped: [],
    summary: null,
    unknown_keys: []
  };
}

export function run(
  runId: string,
  results: readonly IFixResult[],
  changes: Partial<IRun> = {}
): IRun {
  return {
    run_id: runId,
    results,
    state: 'done',
    progress: null,
    waiting: [],
    undoes: null,
    undone_by: null,
    started: null,
    recorded: 0,
    problem: null,
    ...changes
  };
}
