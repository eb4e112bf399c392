// The picker for many: my tags without a question, a long run, what was left of it.
import { fireEvent, screen } from '@testing-library/react';
import * as React from 'react';
import { Picker, type IPickerProps } from '../picker/picker';
import type { IRun } from '../types';
import { polyfill, show } from './around';
import { acts, FIRST, planned, run, SECOND, settle } from './fixmakers';
import { policy, result, whoami } from './makers';

const given = acts();
const { onResume, onStop, onFile } = given;

async function open(changes: Partial<IPickerProps> = {}): Promise<void> {
  show(
    <Picker
      job={FIRST}
      untagged={[FIRST, SECOND]}
      policy={policy()}
      whoami={whoami()}
      {...given}
      {...changes}
    />
  );
  await settle();
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
    const waiting = [{ arn: SECOND.arn, id: SECOND.id, name: SECOND.name }];
    const interrupted = run('r1', [result(FIRST)], {
      state: 'interrupted',
      waiting,
      recorded: 1
    });
    let end: (made: IRun) => void = () => undefined;
    await open({
      job: null,
      onRun: (_, onProgress) => {
        const progress = { total: 2, ended: 1, by_outcome: { applied: 1 } };
        onProgress(run('r1', [result(FIRST)], { state: 'running', progress }));
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
            id: SECOND.id,
            arn: SECOND.arn,
            kind: SECOND.kind,
            name: SECOND.name,
            code: 'no-value' as const,
            reason: 'Nobody knows a value.'
          }
        ]
      })
    );
    await open({ job: null, mine: true, onPlan: asked });
    expect(asked).toHaveBeenCalledWith([FIRST.id, SECOND.id], {});
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
