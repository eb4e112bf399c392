// Calls the server part: typed by the generated operations, and clear about who failed.
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { operations, paths } from './generated/api';
import { record } from './record';
import type { IProblem } from './types';

const ROOT = '/jupyter-cost-tags/api/';

type Verb = 'GET' | 'POST';

/** Those that the front end uses. */
const OPERATIONS = {
  status: ['GET', '/jupyter-cost-tags/api/status'],
  policy: ['GET', '/jupyter-cost-tags/api/policy'],
  whoami: ['GET', '/jupyter-cost-tags/api/whoami'],
  scan: ['GET', '/jupyter-cost-tags/api/scan'],
  spend: ['GET', '/jupyter-cost-tags/api/spend'],
  costs: ['POST', '/jupyter-cost-tags/api/costs'],
  refresh_whoami: ['POST', '/jupyter-cost-tags/api/whoami'],
  refresh_scan: ['POST', '/jupyter-cost-tags/api/scan'],
  refresh_spend: ['POST', '/jupyter-cost-tags/api/spend'],
  running: ['GET', '/jupyter-cost-tags/api/running'],
  refresh_running: ['POST', '/jupyter-cost-tags/api/running'],
  stop_running: ['POST', '/jupyter-cost-tags/api/running/stop'],
  snooze_running: ['POST', '/jupyter-cost-tags/api/running/snooze'],
  wake_running: ['POST', '/jupyter-cost-tags/api/running/wake'],
  budgets: ['GET', '/jupyter-cost-tags/api/budgets'],
  refresh_budgets: ['POST', '/jupyter-cost-tags/api/budgets'],
  anomalies: ['GET', '/jupyter-cost-tags/api/anomalies'],
  refresh_anomalies: ['POST', '/jupyter-cost-tags/api/anomalies'],
  plan: ['POST', '/jupyter-cost-tags/api/plan'],
  fix: ['POST', '/jupyter-cost-tags/api/fix'],
  undo: ['POST', '/jupyter-cost-tags/api/undo'],
  run: ['GET', '/jupyter-cost-tags/api/run'],
  resume: ['POST', '/jupyter-cost-tags/api/resume'],
  stop_run: ['POST', '/jupyter-cost-tags/api/stop'],
  record: ['POST', '/jupyter-cost-tags/api/corrections'],
  remove_corrections: ['POST', '/jupyter-cost-tags/api/corrections/remove'],
  correction_file: ['GET', '/jupyter-cost-tags/api/corrections/file'],
  parts: ['POST', '/jupyter-cost-tags/api/parts'],
  align: ['POST', '/jupyter-cost-tags/api/align'],
  own: ['GET', '/jupyter-cost-tags/api/own'],
  plan_own: ['POST', '/jupyter-cost-tags/api/plan-own'],
  doctor: ['GET', '/jupyter-cost-tags/api/doctor'],
  refresh_doctor: ['POST', '/jupyter-cost-tags/api/doctor'],
  guard: ['GET', '/jupyter-cost-tags/api/guard'],
  sync_guard: ['POST', '/jupyter-cost-tags/api/guard'],
  choose_bundle: ['POST', '/jupyter-cost-tags/api/bundle'],
  choose_for_notebook: ['POST', '/jupyter-cost-tags/api/notebook'],
  resolve: ['POST', '/jupyter-cost-tags/api/resolve']
} as const satisfies Partial<
  Record<keyof operations, readonly [Verb, keyof paths]>
>;

type Name = keyof typeof OPERATIONS;

/** What an operation answers. */
export type Answer<N extends Name> =
  operations[N]['responses'][200]['content']['application/json'];

/** What an operation takes as its body; never for a read. */
export type Body<N extends Name> = operations[N] extends {
  readonly requestBody: { content: { 'application/json': infer B } };
}
  ? B
  : never;

/** The operations that only read state. */
export type Read = {
  [N in Name]: Body<N> extends never ? N : never;
}[Name];

/** The operations that refresh or write. */
export type Send = Exclude<Name, Read>;

/** The server part answered with a problem. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: IProblem
  ) {
    super(problem.message);
    this.name = 'ApiError';
  }
}

/** No answer at all: the Jupyter server can't be reached. */
export class NetworkError extends Error {
  constructor() {
    super('The Jupyter server gave no answer.');
    this.name = 'NetworkError';
  }
}

/** Somebody else answered: no such extension, a login page, a proxy. */
export class ForeignAnswer extends Error {
  constructor(readonly status: number) {
    super(`An answer that is not the server part's, with status ${status}.`);
    this.name = 'ForeignAnswer';
  }
}

/** The server part, as methods. */
export class Client {
  constructor(private readonly _settings: ServerConnection.ISettings) {}

  /** Ask for what is known; the server asks nobody. */
  async read<N extends Read>(
    name: N,
    query: Readonly<Record<string, string>> = {}
  ): Promise<Answer<N>> {
    return (await this._request(name, { method: 'GET' }, query)) as Answer<N>;
  }

  /** Ask for a refresh, or for a write. */
  async send<N extends Send>(name: N, body: Body<N>): Promise<Answer<N>> {
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body)
    };
    return (await this._request(name, init)) as Answer<N>;
  }

  private async _request(
    name: Name,
    init: RequestInit,
    query: Readonly<Record<string, string>> = {}
  ): Promise<unknown> {
    const path = OPERATIONS[name][1].slice(ROOT.length);
    const url =
      URLExt.join(this._settings.baseUrl, ROOT, path) +
      URLExt.objectToQueryString({ ...query });
    const response = await this._fetch(url, init);
    return decode(response.status, response.ok, await response.text());
  }

  private async _fetch(url: string, init: RequestInit): Promise<Response> {
    try {
      return await ServerConnection.makeRequest(url, init, this._settings);
    } catch (error) {
      if (error instanceof ServerConnection.NetworkError) {
        throw new NetworkError();
      }
      throw error;
    }
  }
}

/** Tell a result, a problem of ours, and the answer of somebody else apart. */
export function decode(status: number, ok: boolean, text: string): unknown {
  const answer = parsed(text);
  if (!isRecord(answer)) {
    throw new ForeignAnswer(status);
  }
  if (ok) {
    return answer;
  }
  if (isProblem(answer['problem'])) {
    throw new ApiError(status, answer['problem']);
  }
  throw new ForeignAnswer(status);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return record(value) !== null;
}

function isProblem(value: unknown): value is IProblem {
  return (
    isRecord(value) &&
    typeof value['code'] === 'string' &&
    typeof value['message'] === 'string' &&
    typeof value['action'] === 'string'
  );
}
