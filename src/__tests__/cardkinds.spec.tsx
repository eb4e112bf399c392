import { fireEvent, screen, waitFor } from '@testing-library/react';
import { refusal } from './around';
import { NOTHING } from './fakenotebook';
import { guard, launch } from './guardmakers';
import { change, ready, untagged, whoami } from './makers';
import {
  button,
  card,
  icon,
  names,
  onChoose,
  onPick,
  showCard
} from './showcard';

beforeEach(() => jest.clearAllMocks());

describe('a card of several resources', () => {
  const three = ['model', 'endpoint-config', 'endpoint'].map(kind => ({
    operation: `Create-${kind}`,
    kind,
    name: 'churn-v2',
    outcome: 'sent'
  }));

  it('is one, with all names', async () => {
    const { model } = showCard({ resources: three });
    model.client.answers['plan'] = (body: { ids: string[] }) => ({
      plan_id: 'p',
      changes: [change(untagged(body.ids[0] ?? ''), { project: 'churn' })]
    });
    expect(card()).toHaveTextContent(
      'Launched churn-v2, churn-v2 and churn-v2 without project.'
    );
    expect(card()).toHaveTextContent('Their cost can’t be assigned');
    expect(card()).toHaveTextContent(
      'model churn-v2 · endpoint config churn-v2 · endpoint churn-v2'
    );
    fireEvent.click(button('Add project=churn'));
    await waitFor(() => expect(model.client.count('fix')).toBe(3));
  });

  it('counts many, and leaves them to the picker', async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      ...three[0],
      name: `m-${index}`
    }));
    showCard({ resources: many });
    expect(card()).toHaveTextContent('Launched 60 resources without project.');
    expect(card()).toHaveTextContent('and 50 more');
    expect(names()).toEqual(['Other…']);
    fireEvent.click(button('Other…'));
    await waitFor(() => expect(onPick).toHaveBeenCalled());
    expect(onPick.mock.calls[0]?.[0]).toHaveLength(50);
  });

  it('tells what AWS refused from what it made', () => {
    const [one, other] = three;
    showCard({ resources: [one, { ...other, outcome: 'refused' }] });
    expect(card()).toHaveTextContent('Launched churn-v2 without project.');
    expect(card()).toHaveTextContent(
      'AWS refused churn-v2. Nothing was created.'
    );
  });
});

describe('other cards', () => {
  const added = [
    { key: 'project', value: 'churn', source: 'bundle' },
    { key: 'environment', value: 'dev', source: 'policy-default' }
  ];

  it('says what was added and from where, calmly', () => {
    const launches = [launch('train-1', { verified: 'complete', missing: [] })];
    showCard(
      { verdict: 'filled', mode: 'fill', missing: [], added },
      { guard: ready(guard({ launches })) }
    );
    expect(card()).toHaveTextContent(
      'Launched train-1 and added project=churn (bundle) and environment=dev (policy default).'
    );
    expect(card()).toHaveTextContent(
      'Read back from AWS: 3 of 3 required tags · At most'
    );
    expect(icon()).toBe('tag');
    expect(names()).toEqual(['Change…']);
  });

  it.each([
    ['pending', 'Reading back from AWS…'],
    ['incomplete', 'The SDK dropped project.'],
    ['repaired', 'The SDK dropped project.'],
    ['gone', 'It no longer exists'],
    ['unknown', 'What AWS has could not be read back']
  ] as const)('says what became of it: %s', (verified, words) => {
    const note = 'The SDK dropped project.';
    const launches = [launch('train-1', { verified, note })];
    showCard({ verdict: 'filled' }, { guard: ready(guard({ launches })) });
    expect(card()).toHaveTextContent(words);
  });

  it.each([['pending'], ['incomplete'], ['complete']] as const)(
    'does not say again of a launch that lacks a tag: %s',
    verified => {
      const note = 'It lacks project.';
      const launches = [launch('train-1', { verified, note })];
      showCard({}, { guard: ready(guard({ launches })) });
      expect(card()).not.toHaveTextContent(/Read|It lacks/);
    }
  );

  it('says nothing of a read back that is not known any more', () => {
    showCard({ verdict: 'filled', missing: [], added });
    expect(card()).not.toHaveTextContent('Read');
  });

  it('says that AWS refused the added tags', () => {
    showCard({ verdict: 'resent', added });
    expect(card()).toHaveTextContent(
      'Launched train-1 as you wrote it: AWS refused the added tags.'
    );
    expect(icon()).toBe('warn');
    expect(names()).toEqual(['Add project=churn', 'Other…']);
  });

  it('has nothing to press where all is well', () => {
    showCard({ verdict: 'complete', missing: [] });
    expect(card()).toHaveTextContent('Launched train-1.');
    expect(names()).toEqual([]);
  });

  it.each([
    ['refused', 'AWS refused train-1. Nothing was created.', 'info'],
    [
      'failed',
      'No answer for train-1: whether it was created isn’t known.',
      'unknown'
    ]
  ])('says that a call was %s', (outcome, words, shape) => {
    const resources = [
      {
        operation: 'CreateTrainingJob',
        kind: 'training-job',
        name: 'train-1',
        outcome
      }
    ];
    showCard({ resources });
    expect(card()).toHaveTextContent(words);
    expect(icon()).toBe(shape);
    expect(names()).toEqual([]);
  });
});

describe('a card that blocks', () => {
  const blocked = {
    verdict: 'blocked',
    mode: 'block',
    resources: [
      {
        operation: 'CreateTrainingJob',
        kind: 'training-job',
        name: null,
        outcome: 'blocked'
      }
    ],
    missing: [
      {
        key: 'cost-center',
        allowed: ['CC-4711', 'CC-4802'],
        labels: { 'CC-4711': 'Retail ML', 'CC-4802': 'Logistics ML' }
      }
    ]
  };

  it('says what was not sent, what is allowed, and that nothing was created', () => {
    showCard(blocked);
    expect(card()).toHaveTextContent(
      'CreateTrainingJob not sent: missing cost-center.'
    );
    expect(card()).toHaveTextContent(
      'Allowed: CC-4711 Retail ML and CC-4802 Logistics ML. Nothing was created. · mode: block'
    );
    expect(card()).not.toHaveTextContent('At most');
    expect(icon()).toBe('block');
  });

  it('cuts a long list of allowed values', () => {
    const allowed = Array.from({ length: 30 }, (_, index) => `v${index}`);
    const missing = [{ key: 'project', allowed, labels: {} }];
    showCard({ ...blocked, missing });
    expect(card()).toHaveTextContent('v7 and 22 more');
    expect(card()).not.toHaveTextContent('v8');
  });

  it('sets the notebook’s bundle, and does not run by itself', async () => {
    const choice = { bundle: null, tags: { project: 'x', owner: 'me' } };
    const { notebook, model } = showCard(
      blocked,
      {},
      { ...NOTHING, said: { kind: 'choice', choice } }
    );
    fireEvent.click(button('Use bundle churn, then run again'));
    expect(await screen.findByText(/Run the cell again/)).toHaveTextContent(
      'This notebook uses bundle churn now.'
    );
    expect(notebook.choose).toHaveBeenCalledWith({
      bundle: 'churn',
      tags: { owner: 'me' }
    });
    expect(model.client.calls).toEqual([]);
  });

  it.each([
    { invalid: [{ key: 'environment', value: 'x', suggestion: null }] },
    { near: [{ key: 'CostCenter', meant: 'cost-center' }] }
  ])('offers no bundle where the call itself is wrong: %j', wrong => {
    showCard({ ...blocked, ...wrong });
    expect(card()).toHaveTextContent('Correct the call, then run the cell');
    expect(names()).toEqual(['Choose tags…']);
  });

  it('says why the server could not be told', async () => {
    const { notebook } = showCard(blocked);
    notebook.choose.mockRejectedValue(refusal({ message: 'Disk full.' }));
    fireEvent.click(button('Use bundle churn, then run again'));
    expect(await screen.findByText(/Disk full/)).toBeVisible();
  });

  it('leaves the choice to the person where several bundles would do', () => {
    showCard(blocked, { whoami: ready(whoami({ tags: [] })) });
    expect(names()).toEqual(['Choose tags…']);
    fireEvent.click(button('Choose tags…'));
    expect(onChoose).toHaveBeenCalled();
  });

  it('tells how to launch above the limit all the same', () => {
    showCard({
      ...blocked,
      missing: [],
      above_limit: '50.00',
      ceiling: {
        amount: '60.00',
        currency: 'USD',
        basis: '1 × ml.p4d.24xlarge × 2 h',
        reason: null
      }
    });
    expect(card()).toHaveTextContent(
      'it may cost more than the policy’s limit'
    );
    expect(card()).toHaveTextContent('%cost_tags confirm');
    expect(names()).toEqual(['Copy']);
  });
});
