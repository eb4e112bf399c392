// Whose resources the table lists, and what each of them costs.
import { act, fireEvent, screen, within } from '@testing-library/react';
import * as React from 'react';
import { Inventory } from '../inventory/inventory';
import { Scans } from '../scans';
import type { ICosts, IResourceCost, IScannedResource } from '../types';
import { FakeClient, fakeModel, refusal, show } from './around';
import {
  AS_OF,
  ended,
  failed,
  job,
  ready,
  scan,
  section,
  snapshot,
  told,
  trans,
  untagged
} from './makers';

const MINE = untagged('train-1');
const BENS = untagged('train-9', { user: 'ben', mine: false });
const LABS = untagged('train-5', { user: 'ana-lab', mine: true });
const ENDED = ended('proc-1');
const UP = job('churn-v2', { kind: 'endpoint', status: 'InService' });

function cost(
  { id }: IScannedResource,
  changes: Partial<IResourceCost>
): IResourceCost {
  return {
    id,
    amount: null,
    per_hour: null,
    currency: 'USD',
    estimated: true,
    reason: 'Estimate: list price.',
    ...changes
  };
}

const COSTS: ICosts = {
  as_of: AS_OF,
  costs: [
    cost(MINE, { amount: '0.91' }),
    cost(ENDED, { amount: '14.50', estimated: false, reason: 'Billed.' }),
    cost(UP, { per_hour: '0.12' }),
    cost(BENS, { currency: null, estimated: false, reason: 'Not allowed.' })
  ]
};

function open(
  answers: Record<string, unknown> = {},
  shown = snapshot({ scan: ready(scan([MINE, ENDED, UP])) })
) {
  const everybody = scan([MINE, BENS, ENDED, UP], { scope: 'all' });
  const client = new FakeClient({
    scan: section(null),
    refresh_scan: section(everybody),
    costs: ({ ids }: { ids: string[] }) => ({
      ...COSTS,
      costs: COSTS.costs.filter(one => ids.includes(one.id))
    }),
    ...answers
  });
  const model = Object.assign(fakeModel(shown), { scans: new Scans(client) });
  show(
    <Inventory
      model={model}
      surroundings={{ trans, locale: 'en-US', copy: () => undefined }}
      notebook="work/churn.ipynb"
    />
  );
  return client;
}

/** Let costs and scans be asked for and answered. */
async function settle(): Promise<void> {
  await act(() => jest.advanceTimersByTimeAsync(500));
}

async function choose(label: string, value: string): Promise<void> {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
  await settle();
}

const lines = () =>
  within(screen.getByRole('grid'))
    .getAllByRole('row')
    .slice(1)
    .map(row => row.textContent);

describe('the table', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('asks what the resources on screen cost, and marks what is an estimate', async () => {
    const client = open();
    await settle();
    expect(client.calls).toEqual([
      ['costs', { ids: [MINE.id, ENDED.id, UP.id] }]
    ]);
    expect(lines()[0]).toMatch(/~\$0\.91$/);
    expect(lines()[1]).toMatch(/[^~]\$14\.50$/);
    expect(lines()[2]).toMatch(/~\$0\.12\/h$/);
  });

  it('puts the dearest first, and what has no figure last', async () => {
    open();
    await settle();
    await choose('Sort', 'cost');
    expect(
      lines().map(line => /proc-1|train-1|churn-v2/.exec(line)?.[0])
    ).toEqual(['proc-1', 'train-1', 'churn-v2']);
  });

  it('says why there is no figure, never zero', async () => {
    open({ costs: refusal() });
    await settle();
    expect(lines()[0]).toContain('What it cost could not be read.');
    expect(lines().join()).not.toContain('0.00');
  });

  it('lists everybody’s when asked, and gives my tags only to mine', async () => {
    const client = open();
    await choose('Whose', 'all');
    expect(client.calls).toContainEqual(['scan', { scope: 'all' }]);
    expect(client.calls).toContainEqual([
      'refresh_scan',
      expect.objectContaining({ scope: 'all', notebook: null, force: false })
    ]);
    expect(lines()).toHaveLength(4);
    await settle(); // what it cost
    expect(lines()[1]).toContain('Not allowed.');
    expect(screen.getByText('3 need a tag')).toBeVisible();
    expect(
      screen.getByRole('button', { name: 'Apply my tags to the 2 of mine…' })
    ).toBeVisible();
    fireEvent.change(screen.getByLabelText('Group'), {
      target: { value: 'user' }
    });
    expect(screen.getByText('Not marked by Studio')).toBeVisible();
    expect(screen.getByText('ben')).toBeVisible();
    fireEvent.click(screen.getByText('train-9'));
    const details = screen.getByRole('complementary');
    expect(details).toHaveTextContent('Marked as ben’s');
    expect(details).not.toHaveTextContent('user profile');
  });

  it('never calls another’s what is from another space of mine', async () => {
    open({ refresh_scan: section(scan([LABS, BENS], { scope: 'all' })) });
    await choose('Whose', 'all');
    expect(
      screen.getByRole('button', { name: 'Apply my tags to the 1 of mine…' })
    ).toBeVisible();
    fireEvent.click(screen.getByText('train-5'));
    const details = screen.getByRole('complementary');
    expect(details).not.toHaveTextContent('Marked as');
    expect(details).toHaveTextContent('user profile');
  });

  it('lists what this notebook launched', async () => {
    const client = open({ refresh_scan: section(scan([])) });
    expect(screen.getByText('This notebook: churn.ipynb')).toBeInTheDocument();
    await choose('Whose', 'notebook');
    expect(client.calls).toContainEqual([
      'scan',
      { scope: 'notebook', notebook: 'work/churn.ipynb' }
    ]);
    expect(client.calls).toContainEqual([
      'refresh_scan',
      expect.objectContaining({
        scope: 'notebook',
        notebook: 'work/churn.ipynb'
      })
    ]);
    expect(screen.getByText(/^This notebook launched nothing/)).toBeVisible();
    await choose('Whose', 'mine');
    expect(lines()).toHaveLength(3);
  });

  it('offers everybody’s where nothing tells what is mine', async () => {
    open({}, snapshot({ scan: failed(told({ code: 'scope-unknown' })) }));
    fireEvent.click(
      screen.getByRole('button', { name: 'List everybody’s instead' })
    );
    await settle();
    expect(lines()).toHaveLength(4);
  });

  it('shows what AWS set apart, and what a late tag is good for', async () => {
    const own = { 'sagemaker:user-profile-arn': 'arn:aws:…/ana' };
    const one = { ...ENDED, system_tags: own };
    open({}, snapshot({ scan: ready(scan([one])) }));
    await settle();
    fireEvent.click(screen.getByText('proc-1'));
    const apart = screen.getByRole('region', { name: /^Set by AWS/ });
    expect(apart).toHaveTextContent('sagemaker:user-profile-arn');
    expect(within(apart).queryByRole('button')).toBeNull();
    const details = screen.getByRole('complementary');
    expect(details).toHaveTextContent('Ended: history only');
    expect(details).toHaveTextContent('$14.50 Billed.');
    expect(within(details).getByText('Record…')).toBeVisible();
  });
});
