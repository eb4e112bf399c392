import { ForeignAnswer, NetworkError } from '../client';
import { asOf, isBusy, problemOf, valueOf, type State } from '../resource';
import { FOLLOW_EVERY, MOST_FOLLOWS, SectionResource } from '../section';
import type { ISection } from '../types';
import { refusal } from './around';
import { AS_OF, problem, section } from './makers';

type Answer = ISection<string> | Error;

/** A section whose answers are scripted; the last one repeats. */
function scripted(...answers: Answer[]): {
  resource: SectionResource<string, object>;
  asked: string[];
} {
  const asked: string[] = [];
  const next = async (verb: string): Promise<ISection<string>> => {
    asked.push(verb);
    await Promise.resolve();
    const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };
  const resource = new SectionResource<string, object>({
    read: () => next('read'),
    refresh: () => next('refresh')
  });
  return { resource, asked };
}

describe('SectionResource', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('goes from loading to ready', async () => {
    const { resource } = scripted(section('a'));
    expect(resource.state.kind).toBe('loading');
    await resource.read();
    expect(resource.state.kind).toBe('ready');
    expect(valueOf(resource.state)).toBe('a');
    expect(asOf(resource.state)).toBe(AS_OF);
  });

  it('keeps the last value and its time when a refresh fails', async () => {
    const { resource } = scripted(section('a'), new NetworkError());
    await resource.read();
    await resource.refresh({});
    expect(resource.state).toEqual({
      kind: 'failed',
      failure: { kind: 'offline' },
      last: 'a',
      asOf: AS_OF,
      stale: false,
      refreshing: false
    });
  });

  it('keeps the value that the server kept beside its problem', async () => {
    const { resource } = scripted(section('a', { problem: problem() }));
    await resource.read();
    expect(resource.state.kind).toBe('failed');
    expect(valueOf(resource.state)).toBe('a');
    expect(problemOf(resource.state)?.code).toBe('access-denied');
  });

  it('recovers', async () => {
    const { resource } = scripted(refusal(), section('b'));
    await resource.read();
    expect(resource.state.kind).toBe('failed');
    await resource.refresh({});
    expect(resource.state.kind).toBe('ready');
  });

  it('tells a foreign answer by its status', async () => {
    const { resource } = scripted(new ForeignAnswer(404));
    await resource.read();
    expect(resource.state).toMatchObject({
      failure: { kind: 'foreign', status: 404 }
    });
  });

  it('shows the old value while it is being updated', async () => {
    const { resource } = scripted(section('a'), section('b'));
    await resource.read();
    const states: State<string>[] = [];
    resource.changed.connect(() => {
      states.push(resource.state);
    });
    await resource.refresh({});
    expect(valueOf(states[0]!)).toBe('a');
    expect(isBusy(states[0]!)).toBe(true);
    expect(valueOf(states[1]!)).toBe('b');
    expect(isBusy(states[1]!)).toBe(false);
  });

  it('looks every two seconds at a refresh that outlasts its request', async () => {
    const going = section('a', { refreshing: true });
    const { resource, asked } = scripted(going, going, section('b'));
    await resource.refresh({});
    await jest.advanceTimersByTimeAsync(FOLLOW_EVERY - 1);
    expect(asked).toEqual(['refresh']);
    await jest.advanceTimersByTimeAsync(1);
    expect(asked).toEqual(['refresh', 'read']);
    await jest.advanceTimersByTimeAsync(FOLLOW_EVERY);
    expect(valueOf(resource.state)).toBe('b');
    await jest.advanceTimersByTimeAsync(10 * FOLLOW_EVERY);
    expect(asked).toEqual(['refresh', 'read', 'read']);
  });

  it('gives up on a refresh that never ends', async () => {
    const { resource, asked } = scripted(section('a', { refreshing: true }));
    await resource.refresh({});
    await jest.advanceTimersByTimeAsync(2 * MOST_FOLLOWS * FOLLOW_EVERY);
    expect(asked.length).toBe(MOST_FOLLOWS + 1);
  });

  it('stops looking when it is disposed', async () => {
    const { resource, asked } = scripted(section('a', { refreshing: true }));
    await resource.refresh({});
    resource.dispose();
    await jest.advanceTimersByTimeAsync(10 * FOLLOW_EVERY);
    expect(asked).toEqual(['refresh']);
  });

  it('lets a late answer not undo a newer one', async () => {
    const resolvers: ((answer: ISection<string>) => void)[] = [];
    const ask = (): Promise<ISection<string>> =>
      new Promise(resolve => resolvers.push(resolve));
    const source = { read: ask, refresh: ask };
    const resource = new SectionResource<string, object>(source);
    const old = resource.read();
    const fresh = resource.refresh({});
    resolvers[1]!(section('new'));
    await fresh;
    resolvers[0]!(section('old'));
    await old;
    expect(valueOf(resource.state)).toBe('new');
    resource.dispose();
  });

  it('shows what a refresh gave though a later read was answered before', async () => {
    const resolvers: ((answer: ISection<string>) => void)[] = [];
    const ask = (): Promise<ISection<string>> =>
      new Promise(resolve => resolvers.push(resolve));
    const resource = new SectionResource<string, object>({
      read: ask,
      refresh: ask
    });
    const fresh = resource.refresh({});
    const overtaking = resource.read();
    resolvers[1]!(section<string>(null));
    await overtaking;
    resolvers[0]!(section('new'));
    await fresh;
    expect(valueOf(resource.state)).toBe('new');
    resource.dispose();
  });

  it('asks again, without force, when the server has forgotten all', async () => {
    const requests: object[] = [];
    const answers = [section('a'), section('b')];
    const resource = new SectionResource<string, { force: boolean }>({
      read: () => Promise.resolve(section<string>(null)),
      refresh: request => {
        requests.push(request);
        return Promise.resolve(answers.shift()!);
      }
    });
    await resource.refresh({ force: true });
    await resource.read(); // of a server that was started anew
    expect(isBusy(resource.state)).toBe(true);
    await jest.advanceTimersByTimeAsync(FOLLOW_EVERY);
    expect(valueOf(resource.state)).toBe('b');
    await jest.advanceTimersByTimeAsync(10 * FOLLOW_EVERY);
    expect(requests).toEqual([{ force: true }, { force: false }]);
    resource.dispose();
  });

  it('does not ask AWS because of a read alone', async () => {
    const { resource, asked } = scripted(section<string>(null));
    await resource.read();
    await jest.advanceTimersByTimeAsync(10 * FOLLOW_EVERY);
    expect(asked).toEqual(['read']);
  });

  it('is due without a value, with an old one and after a failure', async () => {
    const { resource } = scripted(
      section<string>(null),
      section('a'),
      section('a', { stale: true }),
      section('a', { problem: problem() })
    );
    const due: [boolean, boolean][] = [];
    for (let times = 0; times < 4; times++) {
      await resource.read();
      due.push([resource.isOld, resource.isDue]);
    }
    expect(due).toEqual([
      [true, true],
      [false, false],
      [true, true],
      [false, true]
    ]);
  });
});
