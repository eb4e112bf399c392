import { act, fireEvent, screen, within } from '@testing-library/react';
import * as React from 'react';
import { RunningNow } from '../running';
import { RunningSection, type IRunningProps } from '../sections/running';
import { StopWindow, type IStopWindowProps } from '../sections/stopwindow';
import { SnoozeWindow } from '../sections/snoozewindow';
import type { IRunning, IRunningResource, IStopped } from '../types';
import { FakeClient, polyfill, refusal, show } from './around';
import { EMPTY, failed, problem, ready, section, told, whoami } from './makers';
import { here, running, stopped, up } from './moneymakers';

const onStop = jest.fn();
const onRetry = jest.fn();
const onSnooze = jest.fn();
const onWake = jest.fn();

function showRunning(
  value: IRunning | IRunningProps['running'],
  changes: Partial<IRunningProps> = {}
): void {
  show(
    <RunningSection
      running={'kind' in value ? value : ready(value)}
      stops={new Map()}
      whoami={whoami()}
      collapsed={false}
      onToggle={jest.fn()}
      onRetry={onRetry}
      onStop={onStop}
      onSnooze={onSnooze}
      onWake={onWake}
      {...changes}
    />,
    { locale: 'en-US' }
  );
}

const now = () => screen.getByRole('region', { name: /^Running now/ });
const rows = () => within(now()).getAllByRole('listitem');

describe('RunningSection', () => {
  beforeEach(() => jest.clearAllMocks());

  it('says what each costs per hour, since when, and what that came to', () => {
    showRunning(running([here(), up('train-1')]));
    expect(now()).toHaveTextContent('~$2.33/h');
    const [app, job] = rows();
    expect(app).toHaveTextContent('JupyterLab');
    expect(app).toHaveTextContent('you are here');
    expect(app).toHaveTextContent('Idle for 2h · up 5h 12m · ~$7.33');
    expect(app!.querySelector('[data-icon="clock"]')).not.toBeNull();
    expect(job).toHaveTextContent('ml.m5.4xlarge');
    expect(job).not.toHaveTextContent('1 ×');
    expect(job).toHaveTextContent('training · up 1h 2m · ~$0.95');
  });

  it('names the source and the time of the numbers', () => {
    showRunning(running([up('a')]));
    expect(now()).toHaveTextContent(
      'Estimates by AWS’s list prices of Nov 22, 09:14 UTC'
    );
  });

  it('says the price in words', () => {
    showRunning(running([up('a', { hourly: '0.92' })]));
    expect(
      within(rows()[0]!).getByText('about 0.92 US dollars per hour')
    ).toBeInTheDocument();
  });

  it('shows no price as no price, and the total as a part', () => {
    const look = running(
      [
        up('a'),
        up('b', { hourly: null, accrued: null, reason: 'no rate for ml.x' })
      ],
      { hourly: null, hourly_known: '0.922', unpriced: 1 }
    );
    showRunning(look);
    expect(now()).toHaveTextContent('at least ~$0.92/h');
    expect(rows()[1]).toHaveTextContent('no price');
    expect(rows()[1]).toHaveTextContent('no rate for ml.x');
    expect(rows()[1]).not.toHaveTextContent('$');
  });

  it('rounds no small price to nothing', () => {
    showRunning(running([up('a', { hourly: '0.0042' })]));
    expect(rows()[0]).toHaveTextContent('~$0.0042/h');
  });

  it('says that nothing is up only where all was read', () => {
    showRunning(running([]));
    expect(now()).toHaveTextContent('Nothing of yours is up');
  });

  it('names what could not be read and the permission', () => {
    const denied = problem({
      message: 'Running apps could not be read.',
      iam_action: 'sagemaker:ListApps'
    });
    showRunning(running([], { complete: false, problems: [denied] }));
    expect(now()).toHaveTextContent('more may be up');
    expect(now()).toHaveTextContent('Running apps could not be read.');
    expect(now()).toHaveTextContent('sagemaker:ListApps');
    expect(now()).not.toHaveTextContent('Nothing of yours');
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(onRetry).toHaveBeenCalledTimes(1);
  });

  it('keeps an old look with its time beside the failure', () => {
    showRunning(failed(told({ message: 'No.' }), running([up('a')])));
    expect(now()).toHaveTextContent('09:14 UTC data');
    expect(now()).toHaveTextContent('No.');
    expect(rows()).toHaveLength(1);
  });

  it('is busy while it loads', () => {
    showRunning(EMPTY);
    expect(now()).toHaveAttribute('aria-busy', 'true');
    expect(now()).not.toHaveTextContent('$');
  });

  it('is one tab stop; arrows move, Enter stops', () => {
    showRunning(running([up('a'), up('b')]));
    expect(rows().map(row => row.tabIndex)).toEqual([0, -1]);
    fireEvent.keyDown(rows()[0]!, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(rows()[1]);
    fireEvent.keyDown(rows()[1]!, { key: 'Enter' });
    expect(onStop).toHaveBeenCalledWith(expect.objectContaining({ name: 'b' }));
  });

  it('can be left on purpose where nobody seems to use it', () => {
    showRunning(running([here(), up('busy')]));
    fireEvent.click(screen.getByRole('button', { name: 'Snooze JupyterLab…' }));
    expect(onSnooze).toHaveBeenCalledTimes(1);
    expect(screen.queryByRole('button', { name: 'Snooze busy…' })).toBeNull();
  });

  it('says why it is left, and until when', () => {
    const snoozed = {
      since: '2026-11-23T09:00:00Z',
      until: '2026-11-24T09:00:00Z',
      reason: 'waits for a review'
    };
    showRunning(running([here({ snoozed })]));
    expect(rows()[0]).toHaveTextContent(
      'Snoozed until Nov 24, 09:00 UTC: waits for a review'
    );
    expect(rows()[0]!.querySelector('[data-icon="clock"]')).toBeNull();
    fireEvent.click(
      screen.getByRole('button', { name: 'End the snooze of JupyterLab' })
    );
    expect(onWake).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['stopping', 'AWS is stopping it.', false],
    ['unknown', 'it may be stopping', true],
    ['denied', 'Not stopped. No right.', true]
  ] as const)('tells of a stop that it is %s', (outcome, words, again) => {
    const one = up('a');
    const stop = stopped(one, outcome, { reason: 'No right.' });
    showRunning(running([one]), { stops: new Map([[one.id, stop]]) });
    expect(rows()[0]).toHaveTextContent(words);
    expect(screen.queryAllByRole('button', { name: 'Stop a…' })).toHaveLength(
      again ? 1 : 0
    );
  });
});

describe('StopWindow', () => {
  beforeAll(polyfill);

  function showWindow(
    resource: IRunningResource,
    onStop: IStopWindowProps['onStop']
  ) {
    const onClose = jest.fn();
    show(
      <StopWindow
        resource={resource}
        currency="USD"
        whoami={whoami()}
        onStop={onStop}
        onClose={onClose}
      />,
      { locale: 'en-US' }
    );
    return onClose;
  }

  const press = (name: string) =>
    act(async () => {
      fireEvent.click(screen.getByRole('button', { name }));
      await Promise.resolve();
    });

  it('says what is lost, stops, and closes', async () => {
    const one = up('train-1');
    const stop = jest.fn(() => Promise.resolve(stopped(one)));
    const onClose = showWindow(one, stop);
    expect(screen.getByRole('dialog')).toHaveTextContent(
      'The job ends; it can’t go on later.'
    );
    expect(screen.getByRole('dialog')).toHaveTextContent('~$0.92/h');
    await press('Stop');
    expect(stop).toHaveBeenCalledWith(false);
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('never ends the app that it runs in without saying so', async () => {
    const stop = jest.fn(() => Promise.resolve(stopped(here())));
    showWindow(here(), stop);
    expect(screen.getByRole('dialog')).toHaveTextContent(
      'You are working in this app: this page ends with it.'
    );
    expect(screen.getByRole('button', { name: 'Stop' })).toBeDisabled();
    fireEvent.click(screen.getByRole('checkbox'));
    await press('Stop');
    expect(stop).toHaveBeenCalledWith(true);
  });

  it('calls deleting an endpoint deleting', () => {
    const endpoint = up('churn-v2', { kind: 'endpoint' });
    showWindow(endpoint, () => Promise.resolve(stopped(endpoint)));
    expect(
      screen.getByRole('button', { name: 'Delete endpoint' })
    ).toBeEnabled();
  });

  it('stays open with the reason where AWS refuses', async () => {
    const one = up('train-1');
    const denied = stopped(one, 'denied', { reason: 'No right.' });
    const onClose = showWindow(one, () => Promise.resolve(denied));
    await press('Stop');
    expect(screen.getByRole('dialog')).toHaveTextContent(
      'Not stopped. No right.'
    );
    expect(onClose).not.toHaveBeenCalled();
  });

  it('stays open where the server refuses', async () => {
    const said = refusal({ message: 'Nothing marks this as yours.' });
    const onClose = showWindow(up('a'), () => Promise.reject(said));
    await press('Stop');
    expect(screen.getByRole('dialog')).toHaveTextContent(
      'Nothing marks this as yours.'
    );
    expect(onClose).not.toHaveBeenCalled();
    expect(screen.getByRole('button', { name: 'Stop' })).toBeEnabled();
  });
});

describe('SnoozeWindow', () => {
  beforeAll(polyfill);

  it('takes a reason and a time', async () => {
    const onSnooze = jest.fn(() => Promise.resolve());
    const onClose = jest.fn();
    show(
      <SnoozeWindow
        resource={here()}
        whoami={whoami()}
        onSnooze={onSnooze}
        onClose={onClose}
      />
    );
    const button = screen.getByRole('button', { name: 'Snooze' });
    expect(button).toBeDisabled();
    fireEvent.change(screen.getByRole('textbox'), {
      target: { value: ' a review ' }
    });
    fireEvent.change(screen.getByRole('combobox'), {
      target: { value: '168' }
    });
    await act(async () => {
      fireEvent.click(button);
      await Promise.resolve();
    });
    expect(onSnooze).toHaveBeenCalledWith(168, 'a review');
    expect(onClose).toHaveBeenCalledTimes(1);
  });
});

describe('RunningNow', () => {
  const one = up('a');

  it('asks for a stop with consent, looks again, and forgets what is gone', async () => {
    let listed = [one];
    const client = new FakeClient({
      running: section(running([one])),
      stop_running: stopped(one),
      refresh_running: () => section(running(listed))
    });
    const model = new RunningNow(client);
    await model.read();
    const told: IStopped = await model.stop(one.id, false);
    expect(told.outcome).toBe('stopping');
    expect(client.calls).toContainEqual([
      'stop_running',
      { id: one.id, confirm: true, including_here: false }
    ]);
    await model.again();
    expect(client.count('refresh_running')).toBe(2);
    expect(model.stops.get(one.id)).toEqual(told);
    listed = [];
    await model.again();
    expect(model.stops.size).toBe(0);
    model.dispose();
  });

  it('snoozes and wakes, and reads what is known then', async () => {
    const client = new FakeClient({
      running: section(running([one])),
      snooze_running: {},
      wake_running: {}
    });
    const model = new RunningNow(client);
    await model.snooze(one.id, 24, 'a review');
    await model.wake(one.id);
    expect(client.calls).toContainEqual([
      'snooze_running',
      { id: one.id, hours: 24, reason: 'a review' }
    ]);
    expect(client.calls).toContainEqual(['wake_running', { id: one.id }]);
    expect(client.count('running')).toBe(2);
    model.dispose();
  });

  it('asks nothing while the last look holds', async () => {
    const client = new FakeClient({ running: section(running([one])) });
    const model = new RunningNow(client);
    await model.read();
    await model.look();
    expect(client.count('refresh_running')).toBe(0);
    model.dispose();
  });
});
