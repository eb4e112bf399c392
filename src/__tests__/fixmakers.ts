// Small makers of plans and runs, and a server that plans and applies them.
import { act } from '@testing-library/react';
import { PLAN_AFTER } from '../picker/useplan';
import type {
  IChange,
  IFixResult,
  IPlan,
  IRun,
  IScannedResource,
  Tags
} from '../types';
import { change, ended, result, untagged } from './makers';

/** A running job without a project, and an ended one without an environment. */
export const FIRST = untagged('train-1');
export const SECOND = ended('proc-1');
const BY_ID = new Map([FIRST, SECOND].map(one => [one.id, one]));

function known(id: string): IScannedResource {
  const found = BY_ID.get(id);
  if (!found) {
    throw new Error(`no resource ${id}`);
  }
  return found;
}

/** A plan as the server makes it: what is missing of what is wanted. */
export function planned(ids: readonly string[], set: Tags): IPlan {
  const changes = ids.map(id => {
    const resource = known(id);
    const add = Object.entries(set).filter(([key]) => !resource.tags[key]);
    return change(resource, Object.fromEntries(add));
  });
  return plan(`plan-${ids.join('+')}`, changes);
}

/** What a window can do, each remembered; plans and runs are those of the two resources. */
export function acts() {
  const onRun = jest.fn((made: IPlan) =>
    Promise.resolve(
      run(
        'r1',
        made.changes.map(({ arn, id, name }) =>
          result({ ...FIRST, arn, id, name })
        )
      )
    )
  );
  return {
    onPlan: jest.fn((ids: readonly string[], set: Tags) =>
      Promise.resolve(planned(ids, set))
    ),
    onRun,
    onUndo: jest.fn((runId: string) =>
      Promise.resolve(run(`undo-${runId}`, [result(FIRST)]))
    ),
    onResume: jest.fn((made: IPlan) => onRun(made)),
    onStop: jest.fn(),
    onFile: jest.fn(() => Promise.resolve()),
    onClose: jest.fn()
  };
}

/** Let the plan be asked for and answered. */
export async function settle(): Promise<void> {
  await act(() => jest.advanceTimersByTimeAsync(PLAN_AFTER));
}

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
