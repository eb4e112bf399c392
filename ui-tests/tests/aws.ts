// Steers what the browser tests run on: the embedded AWS, Studio's metadata file, the policy file.
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { expect, type APIRequestContext } from '@playwright/test';

type Tags = Record<string, string>;

/** A fault of the embedded AWS; `faults.py` names the members. */
export interface IFault {
  op: string;
  code?: string;
  status?: number;
  body?: 'html' | 'empty' | 'garbage' | 'truncated';
  reset?: boolean;
  delay?: number;
  times?: number;
}

/** A resource as the scan tells it. */
export interface IJob {
  arn: string;
  name: string;
  tags: Tags;
}

/** What server.py wrote down for its port. */
interface ISteering {
  control: string;
  snapshot: number;
  files: Record<'metadata' | 'policy', { path: string; text: string }>;
  lab: Record<'settings' | 'workspaces' | 'initial', string>;
  notebook: string;
}

const DOMAIN = 'd-nw7x4k2m9qpa';
const ACCOUNT = 'arn:aws:sagemaker:us-east-1:111122223333';
const API = '/jupyter-cost-tags/api/';

/** The ARN of one of the company's resources. */
export function arn(kind: string, ...names: string[]): string {
  return `${ACCOUNT}:${[kind, ...names].join('/')}`;
}

export class Aws {
  constructor(private readonly _request: APIRequestContext) {
    const port = process.env['COST_TAGS_UI_PORT'] ?? '';
    const note = path.join(os.tmpdir(), `cost-tags-ui-${port}.json`);
    this._steering = JSON.parse(fs.readFileSync(note, 'utf-8')) as ISteering;
  }

  /** Return to the day's start, with a server that keeps nothing. */
  async renew(): Promise<void> {
    const { snapshot, files, lab } = this._steering;
    await this._control('POST', 'restore', { number: snapshot });
    fs.rmSync(lab.workspaces, { recursive: true, force: true });
    fs.rmSync(lab.settings, { recursive: true, force: true });
    fs.cpSync(lab.initial, lab.settings, { recursive: true });
    this.write('metadata', files.metadata.text);
    this.write('policy', files.policy.text);
    await this.forget();
  }

  /** Make the server part anew: it knows nobody and keeps nothing, as after a restart. */
  async forget(): Promise<void> {
    await this._send('POST', '/cost-tags-ui/forget', {});
    await this._control('POST', 'reset');
  }

  /** End what the test ran. */
  async endKernels(): Promise<void> {
    const sessions = (await this._send('GET', '/api/sessions')) as {
      id: string;
    }[];
    for (const { id } of sessions) {
      await this._request.delete(`/api/sessions/${id}`);
    }
  }

  write(file: 'metadata' | 'policy', text: string): void {
    fs.writeFileSync(this._steering.files[file].path, text);
  }

  remove(file: 'metadata' | 'policy'): void {
    fs.rmSync(this._steering.files[file].path);
  }

  /** The policy file's original text. */
  get policy(): string {
    return this._steering.files.policy.text;
  }

  /** Throw unless the embedded AWS answers. */
  async isReady(): Promise<void> {
    await this._control('GET', 'counts');
  }

  /** The path of the demo notebook. */
  get notebook(): string {
    return this._steering.notebook;
  }

  /** Have kernels guard in this mode; resolves when they are told. */
  async guard(mode: 'off' | 'warn' | 'fill' | 'block'): Promise<void> {
    this.write('policy', this.policy.replace('mode: warn', `mode: ${mode}`));
    await this._send('POST', '/cost-tags-ui/forget', { guard: true });
    await expect
      .poll(async () => {
        const told = (await this._send('GET', `${API}guard`)) as {
          mode: string;
          written: string | null;
        };
        return told.written && told.mode;
      })
      .toBe(mode);
  }

  /** Sit in another space of the company. */
  enter(space: string): void {
    const { text } = this._steering.files.metadata;
    this.write('metadata', text.replaceAll('ana-lab', space));
  }

  async fault(...rules: IFault[]): Promise<void> {
    await this._control('POST', 'faults', rules);
  }

  async deny(...operations: string[]): Promise<void> {
    await this._control('POST', 'deny', operations);
  }

  /** End faults and denials. */
  async heal(): Promise<void> {
    await this._control('DELETE', 'faults');
    await this._control('POST', 'deny', []);
  }

  async activation(key: string, status: string | null): Promise<void> {
    await this._control('POST', 'activation', { key, status });
  }

  /** Change tags as somebody else would; return those that the resource has now. */
  async tag(arn: string, set: Tags = {}, remove: string[] = []): Promise<Tags> {
    return (await this._control('POST', 'tags', { arn, set, remove })) as Tags;
  }

  /** The tags that people gave: without those of AWS. */
  async tags(arn: string): Promise<Tags> {
    const all = Object.entries(await this.tag(arn));
    return Object.fromEntries(
      all.filter(([key]) => !key.startsWith('sagemaker:'))
    );
  }

  /** How often each IAM action was called since the test began. */
  async counts(): Promise<Record<string, number>> {
    return (await this._control('GET', 'counts')) as Record<string, number>;
  }

  /** The jobs that the server counts as mine. */
  async jobs(): Promise<IJob[]> {
    const scan = (await this._server('scan', { force: true })) as {
      value: { resources: IJob[] };
    };
    return scan.value.resources;
  }

  private async _control(
    method: string,
    operation: string,
    data?: unknown
  ): Promise<unknown> {
    return this._send(method, this._steering.control + operation, data);
  }

  private async _server(path: string, data: unknown): Promise<unknown> {
    return this._send('POST', API + path, data);
  }

  private async _send(
    method: string,
    url: string,
    data?: unknown
  ): Promise<unknown> {
    const options = {
      method,
      data: data === undefined ? undefined : JSON.stringify(data)
    };
    const headers = { 'Content-Type': 'application/json' };
    const answer = await this._request.fetch(url, { ...options, headers });
    if (!answer.ok()) {
      throw new Error(
        `${method} ${url}: ${String(answer.status())} ${await answer.text()}`
      );
    }
    return (await answer.json()) as unknown;
  }

  private readonly _steering: ISteering;
}

export { DOMAIN };
