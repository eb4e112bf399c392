import { NetworkError } from '../client';
import { Fixes } from '../fixes';
import { LAG_SECONDS, UNDO_SECONDS, type IOutcome } from '../rowfix';
import { FakeClient, refusal } from './around';
import { plan as planned } from './fixmakers';
import { change, job, problem, result, scan, untagged } from './makers';
import type { IChange } from '../types';

const SECOND = 1000;
const resource = untagged('train-1');
const set = { project: 'churn' };

const plan = (...changes: IChange[]) => planned('p1', changes);

describe('Fixes', () => {
  let rescans = 0;
  let outcomes: IOutcome[] = [];

  function made(answers: Record<string, unknown>): {
    client: FakeClient;
    fixes: Fixes;
  } {
    const client = new FakeClient({
      plan: plan(change(resource, set)),
      fix: { run_id: 'r1', results: [result(resource)] },
      undo: { run_id: 'r2', results: [result(resource)] },
      ...answers
    });
    const rescan = () => {
      rescans += 1;
      return Promise.resolve();
    };
    const fixes = new Fixes({ client, rescan });
    fixes.finished.connect((_, outcome) => {
      outcomes.push(outcome);
    });
    return { client, fixes };
  }

  beforeEach(() => {
    jest.useFakeTimers();
    rescans = 0;
    outcomes = [];
  });
  afterEach(() => jest.useRealTimers());

  it('plans, applies and scans again', async () => {
    const { client, fixes } = made({});
    await fixes.apply(resource, set);
    expect(client.calls).toEqual([
      ['plan', { ids: [resource.id], set }],
      ['fix', { plan_id: 'p1' }]
    ]);
    expect(fixes.rows.get(resource.id)).toMatchObject({
      kind: 'applied',
      runId: 'r1',
      tags: set,
      seconds: UNDO_SECONDS
    });
    expect(rescans).toBe(1);
    expect(outcomes).toEqual([{ kind: 'applied', name: 'train-1' }]);
  });

  it('can be undone for ten seconds', async () => {
    const { client, fixes } = made({});
    await fixes.apply(resource, set);
    await jest.advanceTimersByTimeAsync(9 * SECOND);
    expect(fixes.rows.get(resource.id)).toMatchObject({ seconds: 1 });
    await fixes.undo(resource);
    expect(client.calls).toContainEqual(['undo', { run_id: 'r1' }]);
    expect(fixes.rows.has(resource.id)).toBe(false);
    expect(rescans).toBe(2);
  });

  it('leaves after ten seconds, and then can no longer be undone', async () => {
    const { client, fixes } = made({});
    await fixes.apply(resource, set);
    await jest.advanceTimersByTimeAsync(10 * SECOND);
    expect(fixes.rows.get(resource.id)?.kind).toBe('settled');
    await fixes.undo(resource);
    expect(client.count('undo')).toBe(0);
  });

  it('stops the clock while a person is on the row', async () => {
    const { fixes } = made({});
    await fixes.apply(resource, set);
    fixes.hold(resource.id, true);
    await jest.advanceTimersByTimeAsync(60 * SECOND);
    expect(fixes.rows.get(resource.id)).toMatchObject({
      kind: 'applied',
      seconds: UNDO_SECONDS
    });
    fixes.hold(resource.id, false);
    await jest.advanceTimersByTimeAsync(10 * SECOND);
    expect(fixes.rows.get(resource.id)?.kind).toBe('settled');
  });

  it('keeps a fixed row away while the scan lags behind the write', async () => {
    const { fixes } = made({});
    await fixes.apply(resource, set);
    await jest.advanceTimersByTimeAsync(10 * SECOND);
    fixes.reconcile(scan([resource]));
    expect(fixes.rows.get(resource.id)?.kind).toBe('settled');
    fixes.reconcile(scan([job('train-1')]));
    expect(fixes.rows.has(resource.id)).toBe(false);
  });

  it('believes the scan in the end', async () => {
    const { fixes } = made({});
    await fixes.apply(resource, set);
    await jest.advanceTimersByTimeAsync((10 + LAG_SECONDS) * SECOND);
    expect(fixes.rows.has(resource.id)).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not write over what somebody set meanwhile', async () => {
    const current = { ...resource.tags, project: 'ranking' };
    const changed = change(resource, {}, { current, overwrite: set });
    const { client, fixes } = made({ plan: plan(changed) });
    await fixes.apply(resource, set);
    expect(client.count('fix')).toBe(0);
    expect(fixes.rows.get(resource.id)).toMatchObject({
      kind: 'refused',
      changed
    });
    expect(rescans).toBe(1);
  });

  it('replaces the wrong value that was on screen', async () => {
    const wrong = untagged('train-1', { tags: { project: 'Churn' } });
    const replacing = change(wrong, {}, { overwrite: set });
    const { client, fixes } = made({ plan: plan(replacing) });
    await fixes.apply(wrong, set);
    expect(client.count('fix')).toBe(1);
  });

  it.each(['conflict', 'denied', 'gone', 'failed', 'unknown'] as const)(
    'does not call %s applied',
    async outcome => {
      const results = [result(resource, outcome, { reason: 'Because.' })];
      const { fixes } = made({ fix: { run_id: 'r1', results } });
      await fixes.apply(resource, set);
      expect(fixes.rows.get(resource.id)).toMatchObject({
        kind: 'refused',
        result: { outcome }
      });
      expect(outcomes[0]?.kind).toBe('refused');
    }
  );

  it('offers no undo when nothing was written', async () => {
    const results = [result(resource, 'unchanged')];
    const { fixes } = made({ fix: { run_id: 'r1', results } });
    await fixes.apply(resource, set);
    expect(fixes.rows.get(resource.id)?.kind).toBe('settled');
  });

  it.each([
    ['plan', refusal() as Error, 'problem'],
    ['fix', new NetworkError(), 'offline']
  ])('tells a failing %s', async (name, error, kind) => {
    const { fixes } = made({ [name]: error });
    await fixes.apply(resource, set);
    expect(fixes.rows.get(resource.id)).toMatchObject({
      kind: 'refused',
      failure: { kind }
    });
  });

  it('tells an undo that was refused', async () => {
    const results = [result(resource, 'conflict')];
    const { fixes } = made({ undo: { run_id: 'r2', results } });
    await fixes.apply(resource, set);
    await fixes.undo(resource);
    expect(fixes.rows.get(resource.id)).toMatchObject({
      kind: 'refused',
      result: { outcome: 'conflict' }
    });
  });

  it('takes the applied rows of a batch away, and leaves the others', async () => {
    const other = untagged('train-2');
    const both = plan(change(resource, set), change(other, set));
    const results = [result(resource), result(other, 'denied')];
    const { fixes } = made({ fix: { run_id: 'r1', results } });
    await fixes.run(both);
    expect(fixes.rows.get(resource.id)?.kind).toBe('settled');
    expect(fixes.rows.has(other.id)).toBe(false);
    await fixes.undoRun('r1');
    expect(fixes.rows.has(resource.id)).toBe(false);
  });

  it('gives a single job of the picker its undo in the row', async () => {
    const { fixes } = made({});
    await fixes.run(plan(change(resource, set)));
    expect(fixes.rows.get(resource.id)?.kind).toBe('applied');
  });

  it('passes a plan’s failure to who asked for it', async () => {
    const { fixes } = made({ plan: refusal({ code: 'value-not-allowed' }) });
    await expect(fixes.plan(['x'], set)).rejects.toMatchObject({
      problem: problem({ code: 'value-not-allowed' })
    });
  });
});
