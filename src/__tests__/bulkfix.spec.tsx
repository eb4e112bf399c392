// The picker for many: my tags without a question, a long run, what was left of it.
import { act, fireEvent, screen } from '@testing-library/react';
import * as React from 'react';
import { Picker, type IPickerProps } from '../picker/picker';
import { PLAN_AFTER } from '../picker/useplan';
import type { IPlan, IRun, IScannedResource, Tags } from '../types';
import { polyfill, show } from './around';
import { plan, run } from './fixmakers';
import { change, ended, policy, result, untagged, whoami } from './makers';

const first = untagged('train-1');
const second = ended('proc-1');
const byId = new Map([first, second].map(one => [one.id, one]));

/** A plan as the server makes it: what is missing of what is wanted. */
function planned(ids: readonly string[], set: Tags): IPlan {
  const changes = ids.map(id => {
    const resource = byId.get(id) as IScannedResource;
    const add = Object.entries(set).filter(([key]) => !resource.tags[key]);
    return change(resource, Object.fromEntries(add));
  });
  return plan(`plan-${ids.join('+')}`, changes);
}

const onPlan = jest.fn((ids: readonly string[], set: Tags) =>
  Promise.resolve(planned(ids, set))
);
const onRun = jest.fn((made: IPlan) =>
  Promise.resolve(
    run(
      'r1',
      made.changes.map(({ id }) => result(byId.get(id) as IScannedResource))
    )
  )
);
const onUndo = jest.fn((runId: string) =>
  Promise.resolve(run(`undo-${runId}`, [result(first)]))
);
const onResume = jest.fn((made: IPlan) => onRun(made));
const onStop = jest.fn();
const onFile = jest.fn(() => Promise.resolve());
const onClose = jest.fn();

async function open(changes: Partial<IPickerProps> = {}): Promise<void> {
  show(
    <Picker
      job={first}
      untagged={[first, second]}
      policy={policy()}
      whoami={whoami()}
      onPlan={onPlan}
      onRun={onRun}
      onUndo={onUndo}
      onResume={onResume}
      onStop={onStop}
      onFile={onFile}
      onClose={onClose}
      {...changes}
    />
  );
  await settle();
}

/** Let the plan be asked for and answered. */
async function settle(): Promise<void> {
  await act(() => jest.advanceTimersByTimeAsync(PLAN_AFTER));
}

const dialog = () => screen.getByRole('dialog');
const apply = () => screen.getByRole('button', { name: /^Apply/ });

describe('Picker for many', () => {
  beforeAll(polyfill);
  beforeEach(() => {
    jest.useFakeTimers();
    jest.clearAllMocks();
  });
  afterEach(() => jest.useRealTimers());

  it('shows how far a run is, stops it, and goes on with what was left', async () => {
    const waiting = [{ arn: second.arn, id: second.id, name: second.name }];
    const interrupted = run('r1', [result(first)], {
      state: 'interrupted',
      waiting,
      recorded: 1
    });
    let end: (made: IRun) => void = () => undefined;
    await open({
      job: null,
      onRun: (_, onProgress) => {
        const progress = { total: 2, ended: 1, by_outcome: { applied: 1 } };
        onProgress(run('r1', [result(first)], { state: 'running', progress }));
        return new Promise(resolve => (end = resolve));
      }
    });
    fireEvent.click(apply());
    await settle();
    expect(dialog()).toHaveAccessibleName('Tagging 2');
    expect(screen.getByRole('progressbar')).toHaveValue(1);
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    expect(onStop).toHaveBeenCalledWith('r1');
    end(interrupted);
    await settle();
    expect(dialog()).toHaveTextContent('1 was not tried');
    fireEvent.click(
      screen.getByRole('button', { name: 'Correction file (1), CSV' })
    );
    expect(onFile).toHaveBeenCalledWith('csv');
    fireEvent.click(screen.getByRole('button', { name: 'Go on' }));
    await settle();
    expect(onResume).toHaveBeenCalledWith(
      expect.anything(),
      'r1',
      expect.any(Function)
    );
    expect(dialog()).toHaveAccessibleName('2 applied');
  });

  it('gives my tags without a question, and says what it leaves alone', async () => {
    const asked = jest.fn((ids: readonly string[]) =>
      Promise.resolve({
        ...planned(ids, { project: 'churn' }),
        unknown_keys: ['environment'],
        skipped: [
          {
            id: second.id,
            arn: second.arn,
            kind: second.kind,
            name: second.name,
            code: 'no-value' as const,
            reason: 'Nobody knows a value.'
          }
        ]
      })
    );
    await open({ job: null, mine: true, onPlan: asked });
    expect(asked).toHaveBeenCalledWith([first.id, second.id], {});
    expect(dialog()).toHaveAccessibleName('Apply your tags to 2 resources');
    expect(screen.queryByRole('radio')).toBeNull();
    expect(dialog()).toHaveTextContent(
      'Whether you have a value for environment could not be read.'
    );
    expect(dialog()).toHaveTextContent(
      '1 is left alone: Nobody knows a value.'
    );
    fireEvent.click(screen.getByRole('button', { name: 'Choose other tags…' }));
    expect(screen.getAllByRole('radio').length).toBeGreaterThan(1);
  });
});
