// What the picker's windows do, by the model.
import { download } from '../download';
import type { Fixes } from '../fixes';
import type { OnProgress } from '../runs';
import type { IPlan, Tags } from '../types';

export function pickerActs(fixes: Fixes) {
  return {
    onPlan: (ids: readonly string[], set: Tags) => fixes.plan(ids, set),
    onRun: (plan: IPlan, onProgress: OnProgress) => fixes.run(plan, onProgress),
    onResume: (plan: IPlan, runId: string, onProgress: OnProgress) =>
      fixes.resume(plan, runId, onProgress),
    onUndo: (runId: string, onProgress: OnProgress) =>
      fixes.undoRun(runId, onProgress),
    /** The run tells itself that it was stopped. */
    onStop: (runId: string) => void fixes.runs.stop(runId).catch(() => null),
    onFile: async (format: 'csv' | 'json') => {
      const { name, media_type: type, content } = await fixes.runs.file(format);
      download(name, type, content);
    }
  };
}
