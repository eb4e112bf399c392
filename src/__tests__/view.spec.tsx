import { nullTranslator } from '@jupyterlab/translation';
import { act, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';
import type { ISnapshot } from '../tokens';
import type { IScan } from '../types';
import { View } from '../view';
import { FakeModel, polyfill } from './around';
import { guard } from './guardmakers';
import {
  EMPTY,
  failed,
  job,
  policy,
  problem,
  ready,
  scan,
  snapshot,
  status,
  told,
  untagged,
  whoami
} from './makers';

const onPick = jest.fn();
const onSettings = jest.fn();

function showView(
  changes: Partial<ISnapshot> = {},
  picking: React.ComponentProps<typeof View>['picking'] = null
): FakeModel {
  const model = new FakeModel(snapshot(changes));
  render(
    <View
      onInventory={() => undefined}
      model={model}
      surroundings={{
        trans: nullTranslator.load('jupyter_cost_tags'),
        locale: 'en-GB',
        copy: () => undefined
      }}
      collapsed={new Set()}
      picking={picking}
      onToggle={jest.fn()}
      onPick={onPick}
      onSettings={onSettings}
    />
  );
  return model;
}

const page = () => document.body;

describe('View', () => {
  beforeAll(polyfill);
  beforeAll(() => import('../windows')); // loaded when the first is opened

  it('follows the model', () => {
    const model = showView({ scan: EMPTY });
    expect(screen.queryByText('train-1')).toBeNull();
    act(() => model.set(snapshot()));
    expect(screen.getByText('train-1')).toBeInTheDocument();
  });

  it('puts what needs action before money and inventory', () => {
    showView();
    const names = screen
      .getAllByRole('region')
      .map(region => region.className.split(' ').pop());
    expect(names).toEqual([
      'jp-CostTags-identity',
      'jp-CostTags-scan',
      'jp-CostTags-spend',
      'jp-CostTags-budgets',
      'jp-CostTags-running',
      'jp-CostTags-recent',
      'jp-CostTags-setup'
    ]);
  });

  it('refreshes by its button, which tells the age of what is shown', () => {
    const model = showView({
      status: ready(status({ clock_fixed: '2026-11-23T12:00:00Z' }), null)
    });
    fireEvent.click(
      screen.getByRole('button', { name: 'Refresh (showing 09:14 UTC data)' })
    );
    expect(model.refresh).toHaveBeenCalledTimes(1);
    expect(model.refreshSpend).not.toHaveBeenCalled();
  });

  it('opens the settings', () => {
    showView();
    fireEvent.click(screen.getByRole('button', { name: 'Settings' }));
    expect(onSettings).toHaveBeenCalledTimes(1);
  });

  it('marks the demo and a fixed clock', () => {
    const clock = '2026-11-23T12:00:00Z';
    showView({
      status: ready(status({ demo: true, clock_fixed: clock }), null)
    });
    expect(screen.getByRole('note')).toHaveTextContent(
      'DEMO DATA — not your account'
    );
    expect(screen.getByRole('note')).toHaveTextContent('clock 23 Nov');
  });

  it('has no strip over real data', () => {
    showView();
    expect(screen.queryByRole('note')).toBeNull();
  });

  it('says what to run when there is no server part', () => {
    const model = showView({
      status: failed({ kind: 'foreign', status: 404 })
    });
    expect(page()).toHaveTextContent('The panel can’t find its server part.');
    expect(page()).toHaveTextContent('pip install -U jupyter_cost_tags');
    expect(screen.queryByRole('region')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(model.show).toHaveBeenCalledTimes(1);
  });

  it.each([
    [403, 'You are no longer logged in'],
    [200, 'You are no longer logged in'],
    [502, 'HTTP 502']
  ])('tells an answer %i of somebody else', (code, words) => {
    showView({ status: failed({ kind: 'foreign', status: code }) });
    expect(page()).toHaveTextContent(words);
  });

  it('keeps the sections when the server part goes away later', () => {
    showView({
      status: failed({ kind: 'foreign', status: 502 }, status())
    });
    expect(screen.getByText('train-1')).toBeInTheDocument();
  });

  it('tells once what concerns all, with the time of what is shown', () => {
    const gone = told({
      code: 'unreachable',
      message: 'No connection to AWS.',
      action: 'Check the network path.',
      iam_action: null
    });
    showView({
      whoami: failed(gone, whoami()),
      scan: failed(gone, scan([untagged()]))
    });
    expect(screen.getAllByText(/No connection to AWS./)).toHaveLength(1);
    expect(page()).toHaveTextContent(/Showing saved data from .*09:14 UTC/);
    expect(screen.getByText('train-1')).toBeInTheDocument();
  });

  it('tells in its section what concerns one', () => {
    showView({ scan: failed(told()) });
    expect(
      screen.getByRole('region', { name: /Needs a tag/ })
    ).toHaveTextContent('Your role can’t search.');
    expect(page()).toHaveTextContent('ana bills to churn');
    expect(page()).toHaveTextContent('$212.40');
  });

  it('tells a refused policy file', () => {
    const refused = problem({
      code: 'policy-invalid',
      message:
        'cost-tags.yaml, line 4: “vlaues” is unknown; did you mean “values”?',
      iam_action: null
    });
    showView({ policy: ready(policy({ problem: refused }), null) });
    expect(page()).toHaveTextContent('line 4');
  });

  it('is calm where nobody is known: no red, and nothing to press that can’t help', () => {
    const where = { retryable: false, iam_action: null };
    showView({
      scan: failed(
        told({
          ...where,
          code: 'scope-unknown',
          message: 'No tag says it.',
          action: 'Work in a space.'
        })
      ),
      spend: failed(
        told({
          ...where,
          code: 'no-owner',
          message: 'Nobody is known here.',
          action: 'Name a tag key under `spend` in the policy.'
        })
      )
    });
    expect(page()).toHaveTextContent(
      'Name a tag key under spend in the policy.'
    );
    expect(screen.getByText('spend')).toHaveClass('jp-CostTags-code');
    expect(screen.queryByRole('button', { name: 'Retry' })).toBeNull();
    expect(screen.queryByRole('button', { name: /Refresh spend/ })).toBeNull();
    expect(document.querySelector('.jp-mod-error')).toBeNull();
  });

  it('says that kernels can’t be told, and tries again', () => {
    const untold = problem({
      code: 'guard-unwritable',
      message: 'Kernels can’t be told.',
      iam_action: null
    });
    const model = showView({ guard: ready(guard({ problem: untold }), null) });
    expect(page()).toHaveTextContent('Kernels can’t be told.');
    fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(model.syncGuard).toHaveBeenCalledTimes(1);
  });

  it('leaves what is told elsewhere to where it is told', () => {
    const rates = problem({ code: 'access-denied', message: 'No rates.' });
    showView({ guard: ready(guard({ problem: rates }), null) });
    expect(page()).not.toHaveTextContent('No rates.');
  });

  it('keeps a fault in its section', () => {
    const silenced = jest.spyOn(console, 'error').mockReturnValue();
    const broken = { ...scan(), resources: null } as unknown as IScan;
    const model = showView({ scan: ready(broken) });
    expect(page()).toHaveTextContent(
      'This part of Cost Tags could not be shown.'
    );
    expect(page()).toHaveTextContent('ana bills to churn');
    expect(page()).toHaveTextContent('$212.40');
    act(() => model.set(snapshot()));
    expect(screen.getByText('train-1')).toBeInTheDocument();
    expect(page()).not.toHaveTextContent('could not be shown');
    silenced.mockRestore();
  });

  it('fixes from the row and announces it', async () => {
    const model = showView();
    await act(async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Apply to train-1' }));
      await model.fixes.apply(untagged(), { project: 'churn' });
    });
    expect(model.client.calls[0]).toEqual([
      'plan',
      { ids: [untagged().id], set: { project: 'churn' } }
    ]);
    expect(screen.getByText(/train-1 is tagged/)).toBeInTheDocument();
    model.fixes.dispose();
  });

  it('opens the picker for all', () => {
    showView({ scan: ready(scan([untagged('a'), untagged('b')])) });
    fireEvent.click(screen.getByRole('button', { name: 'Fix all…' }));
    expect(onPick).toHaveBeenCalledWith({ job: null });
  });

  it('shows the picker, and closes it', async () => {
    showView({}, { job: untagged() });
    expect(await screen.findByRole('dialog')).toHaveAccessibleName(
      'Tag train-1'
    );
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(onPick).toHaveBeenLastCalledWith(null);
  });

  it('counts a row that was fixed as done', () => {
    showView({
      scan: ready(scan([untagged(), job('b')])),
      rows: new Map([
        [untagged().id, { kind: 'settled', tags: {}, seconds: 60 }]
      ])
    });
    expect(page()).toHaveTextContent('All 2 resources are tagged.');
    expect(page()).toHaveTextContent('2 tagged');
  });
});
