import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { refusal } from './around';
import { NOTHING } from './fakenotebook';
import { guard } from './guardmakers';
import {
  ended,
  job,
  policy,
  ready,
  result,
  scan,
  untagged,
  whoami
} from './makers';
import {
  button,
  card,
  follow,
  icon,
  names,
  onPick,
  showCard
} from './showcard';

beforeEach(() => jest.clearAllMocks());

describe('a card that warns', () => {
  it('says what was launched without what, the price and the mode', () => {
    showCard();
    expect(card()).toHaveTextContent(
      'Launched train-1 without project. Its cost can’t be assigned until you add it.'
    );
    expect(card()).toHaveTextContent(
      'At most ~$3.69about 3.69 US dollars (1 × ml.m5.4xlarge × 4 h, list price)'
    );
    expect(card()).toHaveTextContent('mode: warn');
    expect(icon()).toBe('warn');
  });

  it('has one primary button where one value is known: mine', () => {
    showCard();
    expect(names()).toEqual(['Add project=churn', 'Other…']);
    expect(button('Add project=churn')).toHaveClass('jp-mod-accept');
  });

  it('prefers what the notebook chose', () => {
    const choice = { bundle: 'ranking', tags: {} };
    showCard({}, {}, { ...NOTHING, said: { kind: 'choice', choice } });
    expect(names()).toEqual(['Add project=ranking', 'Other…']);
  });

  it('prefers the bundle that I chose for all notebooks', () => {
    showCard({}, { guard: ready(guard({ bundle: 'ranking' })) });
    expect(names()).toEqual(['Add project=ranking', 'Other…']);
  });

  it('offers the only allowed value', () => {
    const keys = policy().keys.map(rule =>
      rule.key === 'project'
        ? { ...rule, pattern: null, values: [{ value: 'eta', label: null }] }
        : rule
    );
    showCard(
      {},
      {
        whoami: ready(whoami({ tags: [] })),
        policy: ready(policy({ keys }), null)
      }
    );
    expect(names()).toEqual(['Add project=eta', 'Other…']);
  });

  it('leaves the choice to the person where no value is known', () => {
    showCard({}, { whoami: ready(whoami({ tags: [] })) });
    expect(names()).toEqual(['Add tags…']);
  });

  it('never offers to write a protected key', () => {
    const tags = [{ key: 'team', value: 'x', source: 'domain' as const }];
    showCard(
      { missing: [{ key: 'team', allowed: ['x'], labels: {} }] },
      { whoami: ready(whoami({ tags })) }
    );
    expect(names()).toEqual(['Add tags…']);
  });

  it('says that no price is known, and never zero', () => {
    showCard({
      ceiling: {
        amount: null,
        currency: null,
        basis: null,
        reason: 'no rate for ml.x'
      }
    });
    expect(card()).toHaveTextContent('No price ceiling: no rate for ml.x');
    expect(card()).not.toHaveTextContent('0.00');
  });

  it('says that the price is above the limit', () => {
    showCard({ above_limit: '3.00' });
    expect(card()).toHaveTextContent('above the limit of $3.00');
  });

  it('names the right spelling', () => {
    showCard({
      missing: [],
      invalid: [{ key: 'environment', value: 'Prod', suggestion: 'prod' }],
      near: [{ key: 'Cost-Center', meant: 'cost-center' }]
    });
    expect(card()).toHaveTextContent(
      'environment=Prod isn’t allowed. Did you mean prod?'
    );
    expect(card()).toHaveTextContent(
      'Cost-Center isn’t a key of the policy. Did you mean cost-center?'
    );
    expect(names()).toEqual(['Add environment=prod', 'Other…']);
  });

  it('names a pipeline’s steps without tags', () => {
    showCard({ steps: [{ name: 'train', missing: ['project'] }] });
    expect(card()).toHaveTextContent('Steps without tags of their own: train.');
  });

  it('finds what it names, adds, and can take it back', async () => {
    const { model } = showCard();
    follow(model);
    fireEvent.click(button('Add project=churn'));
    await screen.findByText('project=churn');
    expect(model.resolve).toHaveBeenCalledWith('training-job', 'train-1');
    expect(model.client.calls[0]).toEqual([
      'plan',
      { ids: ['id-train-1'], set: { project: 'churn' } }
    ]);
    expect(card()).toHaveTextContent('Added project=churn · counts from now');
    expect(card()).not.toHaveTextContent('can’t be assigned');
    expect(icon()).toBe('ok');
    fireEvent.click(button('Undo (10 s)'));
    await waitFor(() => expect(model.client.count('undo')).toBe(1));
    await screen.findByRole('button', { name: 'Add project=churn' });
  });

  it('keeps the focus on its button from add to undo', async () => {
    const { model } = showCard();
    follow(model);
    button('Add project=churn').focus();
    fireEvent.click(button('Add project=churn'));
    expect(
      await screen.findByRole('button', { name: 'Undo (10 s)' })
    ).toHaveFocus();
  });

  it('holds undo while somebody is on it', () => {
    const { model } = showCard({}, { scan: ready(scan([untagged()])) });
    const hold = jest.spyOn(model.fixes, 'hold');
    fireEvent.focus(button('Other…'));
    expect(hold).toHaveBeenLastCalledWith('id-train-1', true);
    fireEvent.blur(button('Other…'));
    expect(hold).toHaveBeenLastCalledWith('id-train-1', false);
  });

  it('writes nothing over what somebody gave since', async () => {
    const { model } = showCard();
    model.resolve.mockResolvedValue(job('train-1'));
    fireEvent.click(button('Add project=churn'));
    await waitFor(() => expect(model.resolve).toHaveBeenCalled());
    await act(async () => Promise.resolve());
    expect(model.client.calls).toEqual([]);
  });

  it('says why a write was refused, and stays as it was', async () => {
    const { model } = showCard();
    follow(model);
    model.client.answers['fix'] = {
      run_id: 'r',
      results: [
        result(untagged(), 'denied', { iam_action: 'sagemaker:AddTags' })
      ]
    };
    fireEvent.click(button('Add project=churn'));
    expect(await screen.findByText(/Not saved: not allowed/)).toBeVisible();
    expect(card()).toHaveTextContent('sagemaker:AddTags');
    expect(icon()).toBe('error');
    expect(button('Add project=churn')).toBeInTheDocument();
  });

  it.each([
    ['gone', 'There is no training job train-1 (any more).'],
    ['not-yours', 'It belongs to somebody else.'],
    ['access-denied', 'Its tags can’t be read.']
  ])('says that a resource is %s', async (code, message) => {
    const { model } = showCard();
    model.resolve.mockRejectedValue(refusal({ code, message }));
    fireEvent.click(button('Add project=churn'));
    expect(
      await screen.findByText(new RegExp(message.slice(0, 20)))
    ).toBeVisible();
    expect(model.client.calls).toEqual([]);
    // What can't be done by anybody here isn't offered again.
    const canRetry = code === 'access-denied';
    expect(names().includes('Add project=churn')).toBe(canRetry);
    expect(icon()).toBe(canRetry ? 'warn' : 'info');
  });

  it('says that an ended job’s tag is history only', () => {
    const resource = { ...ended('train-1'), kind: 'training-job' };
    showCard({}, { scan: ready(scan([resource])) });
    expect(card()).toHaveTextContent('Ended: a tag is history only.');
    expect(card()).not.toHaveTextContent('can’t be assigned');
    expect(button('Add project=churn')).not.toHaveClass('jp-mod-accept');
  });

  it('says after a reload that it was tagged since', () => {
    showCard({}, { scan: ready(scan([job('train-1')])) });
    expect(card()).toHaveTextContent('It has all required tags now.');
    expect(icon()).toBe('ok');
    expect(names()).toEqual(['Change…']);
  });

  it('opens the picker for exactly that job', async () => {
    showCard({}, { scan: ready(scan([untagged()])) });
    fireEvent.click(button('Other…'));
    await waitFor(() => expect(onPick).toHaveBeenCalled());
    expect(onPick.mock.calls[0]?.[0].map(one => one.name)).toEqual(['train-1']);
  });
});
