import { fireEvent, screen, within } from '@testing-library/react';
import * as React from 'react';
import type { RowFix } from '../rowfix';
import { ScanSection, type IScanProps } from '../sections/scan';
import { effective } from '../sections/who';
import { show } from './around';
import {
  change,
  EMPTY,
  ended,
  failed,
  job,
  NO_POLICY,
  policy,
  problem,
  ready,
  result,
  scan,
  told,
  untagged,
  whoami
} from './makers';

const actions = {
  onToggle: jest.fn(),
  onFixAll: jest.fn(),
  onRetry: jest.fn(),
  onApply: jest.fn(),
  onUndo: jest.fn(),
  onHold: jest.fn(),
  onPick: jest.fn(),
  onRecord: jest.fn()
};

function showScan(changes: Partial<IScanProps> = {}): void {
  const props: IScanProps = {
    scan: ready(scan([untagged(), ended()])),
    rows: new Map(),
    policy: policy(),
    whoami: whoami(),
    mine: effective(whoami()),
    collapsed: false,
    ...actions,
    ...changes
  };
  show(<ScanSection {...props} />);
}

const section = () => screen.getByRole('region', { name: /Needs a tag/ });
const rows = () =>
  within(
    screen.getByRole('list', { name: 'Resources that need a tag' })
  ).getAllByRole('listitem');

function withRow(row: RowFix): Partial<IScanProps> {
  return { rows: new Map([[untagged().id, row]]) };
}

describe('ScanSection', () => {
  beforeEach(() => jest.clearAllMocks());

  it('is busy while it loads', () => {
    showScan({ scan: EMPTY });
    expect(section()).toHaveAttribute('aria-busy', 'true');
    expect(screen.queryByRole('list')).toBeNull();
  });

  it('says what is missing and what a fix does to the bill', () => {
    showScan();
    expect(rows()[0]).toHaveTextContent('train-1');
    expect(rows()[0]).toHaveTextContent('Missing project · counts from now');
    expect(rows()[1]).toHaveTextContent('Missing environment · history only');
    expect(section()).toHaveAccessibleName(/2 resources/);
  });

  it('puts what still accrues first, and what is not known last', () => {
    const unknown = job('odd', { state: 'unknown', reason: 'Throttled.' });
    showScan({ scan: ready(scan([unknown, ended(), untagged()])) });
    expect(rows().map(row => row.textContent.slice(0, 6))).toEqual([
      'train-',
      'proc-1',
      'oddtra'
    ]);
    expect(rows()[2]).toHaveTextContent('Unknown.');
    expect(rows()[2]).toHaveTextContent('Throttled.');
    expect(within(rows()[2]!).queryByRole('button')).toBeNull();
    expect(section()).toHaveAccessibleName(/2 resources/);
  });

  it('applies my own value with one click', () => {
    showScan();
    fireEvent.click(screen.getByRole('button', { name: 'Apply to train-1' }));
    expect(actions.onApply).toHaveBeenCalledWith(untagged(), {
      project: 'churn'
    });
  });

  it('offers the allowed values with their names', () => {
    const missing = untagged('train-1', { missing: ['cost-center'] });
    showScan({ scan: ready(scan([missing])) });
    const select = screen.getByRole('combobox', {
      name: 'cost-center for train-1'
    });
    expect(select).toHaveValue('CC-4711');
    const labels = within(select)
      .getAllByRole('option')
      .map(option => option.textContent);
    expect(labels).toEqual(['CC-4711 · Retail ML', 'CC-4802 · Logistics ML']);
    fireEvent.change(select, { target: { value: 'CC-4802' } });
    fireEvent.click(screen.getByRole('button', { name: 'Apply to train-1' }));
    expect(actions.onApply).toHaveBeenCalledWith(missing, {
      'cost-center': 'CC-4802'
    });
  });

  it('offers what was probably meant', () => {
    const invalid = [
      { key: 'environment', value: 'dve', reason: '', suggestion: 'dev' }
    ];
    const wrong = untagged('train-1', { missing: [], invalid });
    showScan({ scan: ready(scan([wrong])), mine: { environment: 'prod' } });
    expect(rows()[0]).toHaveTextContent('environment can’t be “dve”');
    expect(
      screen.getByRole('combobox', { name: 'environment for train-1' })
    ).toHaveValue('dev');
  });

  it('does not write a key that the policy doesn’t know', () => {
    const stray = { key: 'Project', value: 'x', reason: '', suggestion: null };
    const odd = untagged('train-1', { invalid: [stray] });
    showScan({ scan: ready(scan([odd])) });
    expect(rows()[0]).toHaveTextContent(
      'Missing project · Project isn’t a policy key · counts from now'
    );
    fireEvent.click(screen.getByRole('button', { name: 'Apply to train-1' }));
    expect(actions.onApply).toHaveBeenCalledWith(odd, { project: 'churn' });
  });

  it.each([
    ['x'.repeat(257), '256 characters at most; this has 257.'],
    ['rocket🚀', 'AWS doesn’t allow “🚀” in a tag.'],
    ['UPPER', 'Must match [a-z][a-z0-9-]{2,40}']
  ])('judges %s while it is typed', (text, words) => {
    showScan();
    const field = screen.getByRole('textbox', { name: 'project for train-1' });
    fireEvent.change(field, { target: { value: text } });
    expect(field).toBeInvalid();
    expect(field).toHaveAccessibleDescription(words);
    expect(
      screen.getByRole('button', { name: 'Apply to train-1' })
    ).toBeDisabled();
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(actions.onApply).not.toHaveBeenCalled();
  });

  it('applies by Enter in the field', () => {
    showScan();
    const field = screen.getByRole('textbox', { name: 'project for train-1' });
    fireEvent.change(field, { target: { value: 'ranking' } });
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(actions.onApply).toHaveBeenCalledWith(untagged(), {
      project: 'ranking'
    });
  });

  it('asks for a value where none can be offered', () => {
    showScan({ mine: {}, scan: ready(scan([untagged()])) });
    expect(
      screen.getByRole('button', { name: 'Apply to train-1' })
    ).toBeDisabled();
    expect(screen.queryByText('Enter a value.')).toBeNull();
  });

  it('never offers to write a protected key', () => {
    const missing = untagged('train-1', { missing: ['team'] });
    showScan({ scan: ready(scan([missing])) });
    expect(screen.queryByRole('button', { name: /Apply/ })).toBeNull();
  });

  it('is one tab stop, moves by arrows and applies by Enter', () => {
    showScan();
    expect(rows().map(row => row.tabIndex)).toEqual([0, -1]);
    const buttons = screen.getAllByRole('button', { name: /^(Apply|Record)/ });
    expect(buttons.map(button => button.tabIndex)).toEqual([0, -1]);
    rows()[0]!.focus();
    fireEvent.keyDown(rows()[0]!, { key: 'ArrowDown' });
    expect(rows()[1]).toHaveFocus();
    expect(rows().map(row => row.tabIndex)).toEqual([-1, 0]);
    fireEvent.keyDown(rows()[1]!, { key: 'Enter' });
    expect(actions.onRecord).toHaveBeenCalledWith(ended());
    fireEvent.keyDown(rows()[0]!, { key: 'Enter' });
    expect(actions.onApply).toHaveBeenCalledWith(untagged(), {
      project: 'churn'
    });
  });

  it('opens the picker for one job or for all', () => {
    showScan();
    fireEvent.click(
      screen.getByRole('button', { name: 'Other tags for train-1…' })
    );
    expect(actions.onPick).toHaveBeenCalledWith(untagged());
    fireEvent.click(screen.getByRole('button', { name: 'Fix all…' }));
    expect(actions.onFixAll).toHaveBeenCalledTimes(1);
  });

  it('shows the fix in place of the row, with Undo', () => {
    showScan(
      withRow({
        kind: 'applied',
        runId: 'r',
        tags: { project: 'churn' },
        note: null,
        seconds: 8,
        undoing: false
      })
    );
    expect(rows()[0]).toHaveTextContent('project=churn · counts from now');
    const undo = screen.getByRole('button', { name: 'Undo for train-1' });
    expect(undo).toHaveTextContent('Undo (8 s)');
    fireEvent.focus(undo);
    expect(actions.onHold).toHaveBeenCalledWith(untagged().id, true);
    fireEvent.click(undo);
    expect(actions.onUndo).toHaveBeenCalledWith(untagged());
    expect(section()).toHaveAccessibleName(/1 resource$/);
  });

  it('is busy and applies no second time while it applies', () => {
    showScan(withRow({ kind: 'applying' }));
    expect(rows()[0]).toHaveAttribute('aria-busy', 'true');
    expect(
      screen.getByRole('button', { name: 'Apply to train-1' })
    ).toBeDisabled();
    fireEvent.keyDown(rows()[0]!, { key: 'Enter' });
    expect(actions.onApply).not.toHaveBeenCalled();
  });

  it('keeps the value in the field when it is refused', () => {
    showScan(
      withRow({
        kind: 'refused',
        failure: told({
          message: 'Your organisation allows dev, prod.',
          action: 'Choose one.',
          iam_action: null
        }),
        result: null,
        changed: null
      })
    );
    expect(rows()[0]).toHaveTextContent(
      'Not saved: Your organisation allows dev, prod. Choose one.'
    );
    expect(
      screen.getByRole('textbox', { name: 'project for train-1' })
    ).toHaveValue('churn');
  });

  it.each([
    ['denied', 'Not saved: not allowed.'],
    ['conflict', 'Not saved: changed meanwhile.'],
    ['gone', 'It no longer exists.'],
    ['unknown', 'Not known whether it was saved.'],
    ['failed', 'Not saved.']
  ] as const)('says of %s: %s', (outcome, words) => {
    const refused = result(untagged(), outcome, {
      iam_action: outcome === 'denied' ? 'sagemaker:AddTags' : null
    });
    showScan(
      withRow({
        kind: 'refused',
        failure: null,
        result: refused,
        changed: null
      })
    );
    expect(rows()[0]).toHaveTextContent(words);
    expect(rows()[0]!.textContent.includes('sagemaker:AddTags')).toBe(
      outcome === 'denied'
    );
  });

  it('names what somebody else set meanwhile', () => {
    const changed = change(
      untagged(),
      {},
      { current: { project: 'ranking' }, overwrite: { project: 'churn' } }
    );
    showScan(
      withRow({ kind: 'refused', failure: null, result: null, changed })
    );
    expect(rows()[0]).toHaveTextContent('changed meanwhile to project=ranking');
  });

  it('says that all are tagged, and when it looked', () => {
    showScan({ scan: ready(scan([job('a'), job('b')])) });
    expect(section()).toHaveTextContent('All 2 resources are tagged.');
    expect(section().querySelector('[data-icon="ok"]')).not.toBeNull();
    expect(section()).toHaveTextContent('checked 09:14 UTC');
  });

  it('says that there are no jobs', () => {
    showScan({ scan: ready(scan([])) });
    expect(section()).toHaveTextContent('Nothing in the last 30 days.');
  });

  it('does not call jobs tagged that nobody judged', () => {
    showScan({ scan: ready(scan([job('a')])), policy: NO_POLICY });
    expect(section()).toHaveTextContent(
      'No tag policy, so 1 resource is not judged.'
    );
    expect(section()).not.toHaveTextContent('are tagged');
  });

  it('does not call all tagged what was not all read', () => {
    const problems = [problem({ message: 'ListTransformJobs was denied.' })];
    showScan({ scan: ready(scan([job('a')], { complete: false, problems })) });
    expect(section()).toHaveTextContent('Not everything could be read');
    expect(section()).toHaveTextContent('ListTransformJobs was denied.');
    expect(section()).toHaveTextContent(
      'The 1 resource that could be read is tagged.'
    );
    expect(section()).not.toHaveTextContent('All');
    expect(section().querySelector('[data-icon="ok"]')).toBeNull();
  });

  it('does not say that there are no jobs when it could not look', () => {
    showScan({ scan: ready(scan([], { complete: false })) });
    expect(section()).not.toHaveTextContent('No jobs');
  });

  it('copies a request for the admin with the missing permission', async () => {
    const copy = jest.fn();
    show(
      <ScanSection
        scan={failed(told())}
        rows={new Map()}
        policy={policy()}
        whoami={whoami()}
        mine={{}}
        collapsed={false}
        {...actions}
      />,
      { copy }
    );
    fireEvent.click(
      screen.getByRole('button', { name: 'Copy request for admin' })
    );
    const text = (copy.mock.calls as string[][])[0]![0]!;
    expect(text).toContain('"Action": "sagemaker:Search"');
    expect(text).toContain('Role: arn:aws:iam::111122223333:role/DS-Ana');
    expect(await screen.findByText('Copied')).toBeInTheDocument();
  });

  it('keeps the old rows, with their time, when a scan fails', () => {
    showScan({ scan: failed({ kind: 'offline' }, scan([untagged()])) });
    expect(rows()).toHaveLength(1);
    expect(section()).toHaveTextContent('09:14 UTC data');
    expect(section()).toHaveTextContent('No connection to the Jupyter server.');
  });

  it('shows many rows in portions', () => {
    const many = Array.from({ length: 35 }, (_, index) =>
      untagged(`job-${index}`)
    );
    showScan({ scan: ready(scan(many)) });
    expect(rows()).toHaveLength(10);
    fireEvent.click(screen.getByRole('button', { name: '25 more' }));
    expect(rows()).toHaveLength(30);
  });

  it('collapses', () => {
    showScan({ collapsed: true });
    const toggle = screen.getByRole('button', { name: /Needs a tag/ });
    expect(toggle).toHaveAttribute('aria-expanded', 'false');
    expect(screen.queryByRole('list')).toBeNull();
    fireEvent.click(toggle);
    expect(actions.onToggle).toHaveBeenCalledWith('scan');
  });
});
