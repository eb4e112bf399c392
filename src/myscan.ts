// What is mine, as last scanned, and how it is scanned again.
import type { Client } from './client';
import { SectionResource } from './section';
import type { IRefreshRequest, IScan, IScanRequest } from './types';

const DAYS = 30;

export class MyScan extends SectionResource<IScan, IScanRequest> {
  constructor(client: Pick<Client, 'read' | 'send'>) {
    super({
      read: () => client.read('scan'),
      refresh: request => client.send('refresh_scan', request)
    });
  }

  /** `full` reads again what an earlier scan has read; without it, what may have changed. */
  again(
    force: boolean,
    {
      maxAge = null,
      full = false
    }: { maxAge?: number | null; full?: boolean } = {}
  ): Promise<void> {
    return this.refresh({
      ...asked(force),
      max_age: maxAge,
      scope: 'mine',
      notebook: null,
      full,
      days: DAYS
    });
  }
}

export function asked(force: boolean): IRefreshRequest {
  return { force, max_age: null };
}
