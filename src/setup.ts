// The setup ladder: read when its section is there, climbed when it is opened and old.
import type { Client } from './client';
import { SectionResource } from './section';
import type { IDoctor, IDoctorRequest } from './types';

export type Setup = SectionResource<IDoctor, IDoctorRequest>;

export function setupOf(client: Pick<Client, 'read' | 'send'>): Setup {
  return new SectionResource({
    read: () => client.read('doctor'),
    refresh: request => client.send('refresh_doctor', request)
  });
}

/** Climb what is old; free of charge. */
export async function climbIfDue(setup: Setup): Promise<void> {
  await setup.read();
  if (setup.isDue && !setup.state.refreshing) {
    await setup.refresh({ force: false, max_age: null, spend: false });
  }
}

/** Climb again; `spend` asks Cost Explorer, which costs. */
export function climb(setup: Setup, spend: boolean): Promise<void> {
  return setup.refresh({ force: true, max_age: null, spend });
}
