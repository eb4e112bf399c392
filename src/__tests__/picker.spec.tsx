import { fireEvent, screen, within } from '@testing-library/react';
import * as React from 'react';
import { NetworkError } from '../client';
import { Picker, type IPickerProps } from '../picker/picker';
import { polyfill, refusal, show } from './around';
import { acts, FIRST, plan, planned, run, SECOND, settle } from './fixmakers';
import { change, NO_POLICY, policy, result, whoami } from './makers';

const given = acts();
const { onPlan, onRun, onUndo, onResume, onStop, onFile, onClose } = given;

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
const choose = (name: RegExp) =>
  fireEvent.click(screen.getByRole('radio', { name }));

describe('Picker', () => {
  beforeAll(polyfill);
  beforeEach(() => {
    jest.useFakeTimers();
    jest.clearAllMocks();
  });
  afterEach(() => jest.useRealTimers());

  it('starts with my own bundle and previews it', async () => {
    await open();
    expect(dialog()).toHaveAccessibleName('Tag train-1');
    const mine = screen.getByRole('radio', { name: /churn/ });
    expect(mine).toBeChecked();
    expect(mine.closest('label')).toHaveTextContent('your default');
    expect(mine.closest('label')).toHaveTextContent(
      'Retail ML CC-4711 · churn · dev'
    );
    const diff = screen.getByRole('table', { name: 'Changes' });
    const rows = within(diff).getAllByRole('row');
    expect(rows[0]).toHaveTextContent('projectnot setbecomeschurn');
    expect(rows[1]).toHaveTextContent('cost-centerCC-4711 stays');
    expect(dialog()).toHaveTextContent('Running: what it costs from now on');
  });

  it('writes nothing before Apply, then what was previewed', async () => {
    await open();
    expect(onRun).not.toHaveBeenCalled();
    fireEvent.click(apply());
    expect(onRun).toHaveBeenCalledTimes(1);
    expect(onRun.mock.calls[0]![0].plan_id).toBe(`plan-${FIRST.id}`);
    await settle();
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('applies by Enter', async () => {
    await open();
    fireEvent.submit(dialog().querySelector('form')!);
    expect(onRun).toHaveBeenCalledTimes(1);
  });

  it('says that an ended job is history', async () => {
    await open({ job: SECOND });
    expect(dialog()).toHaveTextContent(
      'Ended: history only. What it cost stays as billed.'
    );
  });

  it('has nothing to apply while it asks', async () => {
    await open();
    choose(/ranking/);
    expect(apply()).toBeDisabled();
    await settle();
    expect(apply()).toBeEnabled();
    expect(onPlan).toHaveBeenLastCalledWith([FIRST.id], {
      'cost-center': 'CC-4711',
      project: 'ranking',
      environment: 'staging'
    });
  });

  it('has nothing to apply where nothing changes', async () => {
    onPlan.mockImplementationOnce(() =>
      Promise.resolve(plan('p', [change(FIRST, {})]))
    );
    await open();
    expect(dialog()).toHaveTextContent('Nothing to change');
    expect(apply()).toBeDisabled();
  });

  it('goes key by key, with allowed values by name', async () => {
    await open();
    choose(/key by key/);
    const field = screen.getByRole('combobox', { name: 'cost-center' });
    fireEvent.change(field, { target: { value: 'logi' } });
    const options = screen.getAllByRole('option');
    expect(options.map(option => option.textContent)).toEqual([
      'CC-4802 Logistics ML'
    ]);
    fireEvent.keyDown(field, { key: 'ArrowDown' });
    expect(field).toHaveAttribute('aria-activedescendant', options[0]!.id);
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(field).toHaveValue('CC-4802');
    expect(field).toHaveAttribute('aria-expanded', 'false');
    await settle();
    expect(onPlan).toHaveBeenLastCalledWith([FIRST.id], {
      project: 'churn',
      'cost-center': 'CC-4802',
      environment: 'dev'
    });
  });

  it('closes the list by Esc and stays open itself', async () => {
    await open();
    choose(/key by key/);
    const field = screen.getByRole('combobox', { name: 'environment' });
    fireEvent.click(field);
    expect(field).toHaveAttribute('aria-expanded', 'true');
    expect(fireEvent.keyDown(field, { key: 'Escape' })).toBe(false);
    expect(field).toHaveAttribute('aria-expanded', 'false');
    expect(onClose).not.toHaveBeenCalled();
  });

  it('offers the nearest spelling', async () => {
    await open();
    choose(/key by key/);
    const field = screen.getByRole('combobox', { name: 'environment' });
    fireEvent.change(field, { target: { value: 'Stagign' } });
    fireEvent.blur(field);
    expect(field).toHaveAccessibleDescription(
      /Not an allowed value. Did you mean staging/
    );
    await settle();
    expect(apply()).toBeDisabled();
    fireEvent.click(screen.getByRole('button', { name: 'Use it' }));
    expect(field).toHaveValue('staging');
    expect(field).toBeValid();
  });

  it.each([
    ['x'.repeat(129), '128 characters at most; this has 129.'],
    ['aws:team', 'Keys that start with “aws:” are reserved.'],
    ['rocket 🚀', 'AWS doesn’t allow “🚀” in a tag.']
  ])('refuses the key %s', async (key, words) => {
    await open({ policy: NO_POLICY, whoami: whoami({ tags: [] }) });
    const field = screen.getByLabelText('Add a key');
    fireEvent.change(field, { target: { value: key } });
    expect(field).toBeInvalid();
    expect(dialog()).toHaveTextContent(words);
    expect(screen.getByRole('button', { name: 'Add' })).toBeDisabled();
  });

  it('adds a key of the policy by its nearest spelling', async () => {
    const open2 = policy();
    const keys = open2.keys.map(rule => ({ ...rule, required: false }));
    await open({ policy: { ...open2, keys, bundles: [] } });
    choose(/key by key/);
    const field = screen.getByLabelText('Add a key');
    fireEvent.change(field, { target: { value: 'Enviroment' } });
    expect(dialog()).toHaveTextContent('Not a policy key.');
    fireEvent.click(screen.getByRole('button', { name: 'Use it' }));
    expect(screen.getByRole('combobox', { name: 'environment' })).toHaveValue(
      'dev'
    );
  });

  it('takes any grammatical key without a policy', async () => {
    await open({ policy: NO_POLICY, whoami: whoami({ tags: [] }) });
    const key = screen.getByLabelText('Add a key');
    fireEvent.change(key, { target: { value: 'team' } });
    fireEvent.keyDown(key, { key: 'Enter' });
    fireEvent.change(screen.getByLabelText('team'), {
      target: { value: 'nlp' }
    });
    await settle();
    expect(onPlan).toHaveBeenLastCalledWith([FIRST.id], { team: 'nlp' });
  });

  it('shows why there is no plan, and asks again', async () => {
    onPlan.mockImplementationOnce(() =>
      Promise.reject(refusal({ message: 'ListTags was denied.' }))
    );
    await open();
    expect(dialog()).toHaveTextContent('ListTags was denied.');
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    await settle();
    expect(dialog()).not.toHaveTextContent('ListTags was denied.');
    expect(apply()).toBeEnabled();
  });

  it('stays with its choice when applying fails', async () => {
    onRun.mockImplementationOnce(() => Promise.reject(new NetworkError()));
    await open();
    fireEvent.click(apply());
    await settle();
    expect(dialog()).toHaveTextContent('No connection to the Jupyter server.');
    expect(onClose).not.toHaveBeenCalled();
  });

  it('can be used for all', async () => {
    await open();
    choose(/All 2/);
    await settle();
    expect(dialog()).toHaveAccessibleName('Tag 2 resources');
    expect(dialog()).toHaveTextContent('1 running: count from now');
    expect(dialog()).toHaveTextContent('1 ended: history only');
    expect(apply()).toHaveTextContent('Apply to 2');
  });

  it('leaves out what is unchecked, and keeps its row', async () => {
    await open({ job: null });
    fireEvent.click(screen.getByRole('checkbox', { name: 'proc-1' }));
    await settle();
    expect(onPlan.mock.lastCall![0]).toEqual([FIRST.id]);
    expect(dialog()).toHaveTextContent('1 left out');
    expect(screen.getByText('proc-1')).toBeInTheDocument();
    expect(apply()).toHaveTextContent('Apply to 1');
    fireEvent.click(screen.getByRole('checkbox', { name: 'All' }));
    await settle();
    expect(onPlan.mock.lastCall![0]).toEqual([FIRST.id, SECOND.id]);
  });

  it('tells each outcome by name, the bad ones first', async () => {
    onRun.mockImplementationOnce(() =>
      Promise.resolve(
        run('7f3a', [
          result(FIRST),
          result(SECOND, 'denied', {
            reason: 'Not allowed here.',
            iam_action: 'sagemaker:AddTags'
          })
        ])
      )
    );
    await open({ job: null });
    fireEvent.click(apply());
    await settle();
    expect(dialog()).toHaveAccessibleName('1 applied, 1 denied');
    expect(dialog()).toHaveTextContent('run 7f3a');
    const rows = screen.getAllByRole('row');
    expect(rows[1]).toHaveTextContent('proc-1deniedNot allowed here.');
    expect(rows[1]).toHaveTextContent('sagemaker:AddTags');
    expect(rows[2]).toHaveTextContent(
      'train-1appliedproject=churn, counts from now'
    );
  });

  it('takes a batch back', async () => {
    await open({ job: null });
    fireEvent.click(apply());
    await settle();
    fireEvent.click(screen.getByRole('button', { name: 'Undo 2' }));
    await settle();
    expect(onUndo).toHaveBeenCalledWith('r1', expect.any(Function));
    expect(dialog()).toHaveAccessibleName('Undo: 1 applied');
    expect(screen.queryByRole('button', { name: /^Undo/ })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Done' }));
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('copies the same fix for a terminal', async () => {
    const copy = jest.fn();
    show(
      <Picker
        job={FIRST}
        untagged={[FIRST]}
        policy={policy()}
        whoami={whoami()}
        onPlan={() => Promise.resolve(planned([FIRST.id], { project: "it's" }))}
        onRun={onRun}
        onUndo={onUndo}
        onResume={onResume}
        onStop={onStop}
        onFile={onFile}
        onClose={onClose}
      />,
      { copy }
    );
    await settle();
    fireEvent.click(screen.getByRole('button', { name: 'Copy as CLI' }));
    expect(copy).toHaveBeenCalledWith(
      'jupyter cost-tags fix --set cost-center=CC-4711 --set project=churn ' +
        `--set environment=dev --arn ${FIRST.arn}`
    );
    await settle();
  });
});
