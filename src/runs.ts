// Runs of many changes: started, followed to their end, taken back; and the correction file.
import type { Client } from './client';
import { NetworkError } from './client';
import type { ICorrections, IRun, Tags } from './types';

export const LOOK_EVERY = 1000; // ms between looks at a run
const FIRST_ANSWER = 1; // s: what is done by then needs no second look
const MOST_MISSED = 30; // looks without an answer: the run goes on in the server meanwhile

type Calls = Pick<Client, 'read' | 'send'>;
export type OnProgress = (run: IRun) => void;

export class Runs {
  constructor(private readonly _client: Calls) {}

  /** Apply a plan; resolves at its end, or when it was interrupted. */
  async apply(planId: string, onProgress: OnProgress): Promise<IRun> {
    const body = { plan_id: planId, wait: FIRST_ANSWER };
    return this._follow(await this._client.send('fix', body), onProgress);
  }

  /** Take a run back. */
  async undo(runId: string, onProgress: OnProgress): Promise<IRun> {
    const body = { run_id: runId, wait: FIRST_ANSWER };
    return this._follow(await this._client.send('undo', body), onProgress);
  }

  /** Go on with what was interrupted. */
  async resume(runId: string, onProgress: OnProgress): Promise<IRun> {
    const body = { run_id: runId, wait: FIRST_ANSWER };
    return this._follow(await this._client.send('resume', body), onProgress);
  }

  /** End it after what is being written; what is left can be gone on with. */
  stop(runId: string): Promise<IRun> {
    return this._client.send('stop_run', { run_id: runId });
  }

  /** Put ended resources into the correction file; no tag is written. */
  record(ids: readonly string[], set: Tags = {}): Promise<ICorrections> {
    return this._client.send('record', { ids, set, reason: '' });
  }

  /** Take records out again. */
  unrecord(ids: readonly string[]): Promise<ICorrections> {
    return this._client.send('remove_corrections', { record_ids: ids });
  }

  /** The correction file, to keep or to send. */
  file(format: 'csv' | 'json') {
    return this._client.read('correction_file', { format });
  }

  private async _follow(first: IRun, onProgress: OnProgress): Promise<IRun> {
    let run = first;
    let missed = 0;
    while (run.state === 'running') {
      onProgress(run);
      await new Promise(resolve => setTimeout(resolve, LOOK_EVERY));
      try {
        run = await this._client.read('run', { run_id: run.run_id });
        missed = 0;
      } catch (error) {
        missed += 1;
        if (!(error instanceof NetworkError) || missed > MOST_MISSED) {
          throw error;
        }
      }
    }
    return run;
  }
}
