import { Notification } from '@jupyterlab/apputils';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { nullTranslator } from '@jupyterlab/translation';
import { ShownCards } from '../card/shown';
import { NetworkError } from '../client';
import { GuardWatch, LOOK_EVERY, type INews } from '../guard';
import { isSnoozed, toTell } from '../launches';
import { launchesPlugin } from '../plugins/launches';
import type { IGuard, ILaunch } from '../types';
import { FakeModel } from './around';
import { FakeNotebook } from './fakenotebook';
import { guard, launch } from './guardmakers';
import { snapshot, trans, untagged } from './makers';

describe('GuardWatch', () => {
  let away = false;
  let answer: IGuard | Error = guard();
  let asked = 0;
  let watch: GuardWatch;
  let news: INews[] = [];

  beforeEach(async () => {
    jest.useFakeTimers();
    [away, asked, news, answer] = [
      false,
      0,
      [],
      guard({ launches: [launch('old')] })
    ];
    watch = new GuardWatch({
      read: async () => {
        asked += 1;
        await Promise.resolve();
        if (answer instanceof Error) {
          throw answer;
        }
        return answer;
      },
      isAway: () => away
    });
    watch.news.connect((_, found) => news.push(found));
    void watch.start();
    await jest.advanceTimersByTimeAsync(10);
  });

  afterEach(() => {
    watch.dispose();
    jest.useRealTimers();
  });

  const launches = (...found: ILaunch[]) => {
    answer = guard({ launches: found });
    return jest.advanceTimersByTimeAsync(LOOK_EVERY + 10);
  };

  it('looks at once, then every three seconds', async () => {
    expect(asked).toBe(1);
    await jest.advanceTimersByTimeAsync(3 * LOOK_EVERY + 10);
    expect(asked).toBe(4);
  });

  it('asks nothing while nobody looks, and at once when asked to', async () => {
    away = true;
    await jest.advanceTimersByTimeAsync(10 * LOOK_EVERY);
    expect(asked).toBe(1);
    away = false;
    void watch.look();
    await jest.advanceTimersByTimeAsync(10);
    expect(asked).toBe(2);
  });

  it('waits longer and longer while it fails', async () => {
    answer = new NetworkError();
    await jest.advanceTimersByTimeAsync(5 * 60_000);
    expect(asked).toBeGreaterThan(3);
    expect(asked).toBeLessThan(40);
  });

  it('tells what is new once, and nothing of before the page', async () => {
    expect(news).toEqual([]);
    await launches(launch('new'), launch('old'));
    expect(news.map(one => one.launched.map(({ name }) => name))).toEqual([
      ['new']
    ]);
    await launches(launch('new'), launch('old'));
    expect(news).toHaveLength(1);
  });

  it('tells when it is known what AWS has', async () => {
    await launches(launch('new', { verified: 'pending' }));
    await launches(launch('new', { verified: 'repaired' }));
    expect(news[1]?.verified.map(({ name }) => name)).toEqual(['new']);
    expect(news[1]?.launched).toEqual([]);
  });

  it('is no change when the same is answered again', async () => {
    let changes = 0;
    watch.resource.changed.connect(() => (changes += 1));
    await jest.advanceTimersByTimeAsync(5 * LOOK_EVERY);
    expect(changes).toBe(0);
    await watch.resource.accept(guard({ bundle: 'churn' }));
    expect(changes).toBe(1);
  });
});

const nobody = () => false;

function tell(
  changes: Partial<INews>,
  says: (batch: string) => boolean = nobody
): string | null {
  const news = { launched: [], verified: [], ...changes };
  const told = toTell(news, says, trans, 'en-GB');
  return told && `${told.kind}: ${told.message}`;
}

const filled = {
  missing: [],
  mode: 'fill' as const,
  added: [{ key: 'project', value: 'churn', source: 'bundle' as const }]
};

describe('toTell', () => {
  it('tells what a launch lacks, or what was added', () => {
    expect(tell({ launched: [launch()] })).toBe(
      'missing: Launched train-1 without project.'
    );
    expect(tell({ launched: [launch('b', filled)] })).toBe(
      'filled: Launched b and added project=churn.'
    );
    expect(tell({ launched: [launch('b', { outcome: 'blocked' })] })).toBe(
      'blocked: CreateTrainingJob not sent: missing project.'
    );
  });

  it('says nothing where all is well, or AWS’s own error says it', () => {
    expect(tell({ launched: [launch('a', { missing: [] })] })).toBeNull();
    expect(
      tell({ launched: [launch('a', { outcome: 'refused' })] })
    ).toBeNull();
    expect(tell({})).toBeNull();
  });

  it('says nothing that a card on screen says', () => {
    const says = (batch: string) => batch === 'batch-train-1';
    expect(tell({ launched: [launch()] }, says)).toBeNull();
    expect(tell({ launched: [launch('other')] }, says)).not.toBeNull();
  });

  it('is one for a user action, however many calls it made', () => {
    const batch = { batch: 'b' };
    expect(
      tell({
        launched: [launch('m', batch), launch('c', batch), launch('e', batch)]
      })
    ).toBe('missing: Launched 3 resources without project.');
  });

  it('is one for many user actions', () => {
    expect(tell({ launched: [launch('a'), launch('b')] })).toBe(
      'missing: 2 launches went out without a required tag.'
    );
    expect(tell({ launched: [launch('a', filled), launch('b', filled)] })).toBe(
      'filled: The guard had a word on 2 launches.'
    );
  });

  it('tells what was dropped on the way, whatever a card says', () => {
    const verified = [
      launch('a', { verified: 'repaired', note: 'The SDK dropped project.' })
    ];
    expect(tell({ verified }, () => true)).toBe(
      'repaired: a: The SDK dropped project.'
    );
    const nothing = { missing: [] };
    for (const [verified, changes, told] of [
      ['complete', nothing, null],
      ['incomplete', nothing, 'repaired: a: It lacks project.'],
      ['incomplete', {}, null], // it went out without: that was told
      ['unknown', nothing, null]
    ] as const) {
      const note = 'It lacks project.';
      const one = launch('a', { ...changes, verified, note });
      expect(tell({ verified: [one] })).toBe(told);
    }
  });
});

describe('isSnoozed', () => {
  it.each([
    ['2026-11-23T13:00:00Z', true],
    ['2026-11-23T11:00:00Z', false],
    ['', false],
    ['rubbish', false],
    [3, false]
  ])('until %j: %s', (until, snoozed) => {
    expect(isSnoozed(until, Date.parse('2026-11-23T12:00:00Z'))).toBe(snoozed);
  });
});

describe('ShownCards', () => {
  it('says what a card on screen says', () => {
    const node = document.createElement('div');
    const around = document.createElement('div');
    around.className = 'jp-NotebookPanel';
    around.append(node);
    const box = (top: number, bottom: number) =>
      ({ top, bottom, height: bottom - top }) as DOMRect;
    around.getBoundingClientRect = () => box(0, 500);
    const cards = new ShownCards();
    const card = { batch: 'b', node };
    cards.add(card);
    for (const [top, bottom, says] of [
      [10, 90, true],
      [510, 590, false], // scrolled out of the notebook
      [-90, -10, false],
      [0, 0, false] // in a tab behind
    ] as const) {
      node.getBoundingClientRect = () => box(top, bottom);
      expect(cards.says('b')).toBe(says);
    }
    node.getBoundingClientRect = () => box(10, 90);
    expect(cards.says('another')).toBe(false);
    cards.remove(card);
    expect(cards.says('b')).toBe(false);
  });

  it('remembers what a person had a look at', () => {
    jest.useFakeTimers();
    const node = document.createElement('div');
    const card = { batch: 'b', node };
    const cards = new ShownCards();
    cards.add(card);
    jest.advanceTimersByTime(1000);
    cards.remove(card);
    expect(cards.says('b')).toBe(false); // it had no place on screen
    node.getBoundingClientRect = () =>
      ({ top: 10, bottom: 90, height: 80 }) as DOMRect;
    cards.add(card);
    jest.advanceTimersByTime(1000);
    cards.remove(card);
    expect(cards.says('b')).toBe(true);
    jest.useRealTimers();
  });
});

describe('launchesPlugin', () => {
  const values = new Map<string, unknown>();
  const settings = {
    get: (name: string) => ({ composite: values.get(name) }),
    set: jest.fn((name: string, value: unknown) => {
      values.set(name, value);
      return Promise.resolve();
    })
  };
  const panel = { pick: jest.fn(), reveal: jest.fn() };
  const notebook = new FakeNotebook();
  let model: FakeModel;

  beforeEach(() => {
    jest.useFakeTimers();
    jest.clearAllMocks();
    values.clear();
    Notification.manager.dismiss();
    model = new FakeModel(snapshot());
    void launchesPlugin.activate(
      {} as unknown as JupyterFrontEnd,
      model,
      panel,
      null,
      { byKernel: () => notebook },
      { load: () => Promise.resolve(settings) },
      nullTranslator
    );
  });

  afterEach(() => jest.useRealTimers());

  async function emit(...launched: ILaunch[]) {
    model.news.emit({ launched, verified: [] });
    await jest.advanceTimersByTimeAsync(2000);
    return Notification.manager.notifications;
  }

  async function press(label: string) {
    const action = Notification.manager.notifications[0]?.options.actions?.find(
      one => one.label === label
    );
    action?.callback(new MouseEvent('click'));
    await jest.advanceTimersByTimeAsync(10);
  }

  it('notifies once, with the one thing to do', async () => {
    const [told, ...others] = await emit(launch());
    expect(told?.message).toBe('Launched train-1 without project.');
    expect(told?.type).toBe('warning');
    expect(others).toEqual([]);
    await press('Add…');
    expect(panel.pick).toHaveBeenCalledWith([untagged('train-1')]);
  });

  it('makes what was added the notebook’s own', async () => {
    await emit(launch('train-1', filled));
    await press('Always here');
    expect(notebook.choose).toHaveBeenCalledWith({
      bundle: null,
      tags: { project: 'churn' }
    });
  });

  it('does not ask again where that is wished, and keeps that', async () => {
    await emit(launch());
    await press('Don’t ask again');
    expect(settings.set).toHaveBeenCalledWith('launchNotifications', false);
    Notification.manager.dismiss();
    expect(await emit(launch('another'))).toEqual([]);
  });

  it('is quiet for an hour', async () => {
    await emit(launch());
    await press('Snooze 1 h');
    Notification.manager.dismiss();
    expect(await emit(launch('another'))).toEqual([]);
    jest.setSystemTime(Date.now() + 61 * 60 * 1000);
    expect(await emit(launch('later'))).toHaveLength(1);
  });

  it('is quiet where notifications are turned off', async () => {
    values.set('notifications', false);
    expect(await emit(launch())).toEqual([]);
  });
});
