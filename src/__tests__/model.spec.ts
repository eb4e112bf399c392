import { Activity, IDLE_AFTER } from '../activity';
import { NetworkError } from '../client';
import { CostTags, POLL_EVERY } from '../model';
import { valueOf } from '../resource';
import type { ICostTags } from '../tokens';
import { FakeClient } from './around';
import { guard, launch } from './guardmakers';
import {
  policy,
  problem,
  scan,
  section,
  spend,
  status,
  untagged,
  whoami
} from './makers';
import { budgets, running } from './moneymakers';

const MINUTE = 60_000;

function answers(): Record<string, unknown> {
  const fresh = {
    whoami: section(whoami()),
    scan: section(scan([untagged()])),
    spend: section(spend()),
    running: section(running()),
    budgets: section(budgets()),
    anomalies: section(null)
  };
  return {
    status: status(),
    policy: policy(),
    guard: guard(),
    ...fresh,
    refresh_whoami: fresh.whoami,
    refresh_scan: fresh.scan,
    refresh_spend: fresh.spend,
    refresh_running: fresh.running,
    refresh_budgets: fresh.budgets
  };
}

describe('CostTags', () => {
  let model: ICostTags;
  let hidden = false;

  function made(changes: Record<string, unknown> = {}): FakeClient {
    const client = new FakeClient({ ...answers(), ...changes });
    model = new CostTags({ client, activity: new Activity() });
    return client;
  }

  beforeEach(() => {
    jest.useFakeTimers();
    hidden = false;
    Object.defineProperty(document, 'hidden', {
      configurable: true,
      get: () => hidden
    });
  });

  afterEach(() => {
    model.dispose();
    jest.useRealTimers();
  });

  it('reads without asking AWS', async () => {
    const client = made();
    await model.read();
    expect(client.calls.map(([name]) => name).sort()).toEqual([
      'anomalies',
      'budgets',
      'policy',
      'running',
      'scan',
      'spend',
      'status',
      'whoami'
    ]);
    expect(valueOf(model.snapshot.spend)?.month_to_date).toBe('212.40');
  });

  it('reads once when asked twice at a time', async () => {
    const client = made();
    await Promise.all([model.read(), model.read()]);
    expect(client.count('scan')).toBe(1);
  });

  it('refreshes nothing that is fresh when the panel opens', async () => {
    const client = made();
    await model.show();
    expect(client.calls.filter(([name]) => name.startsWith('refresh'))).toEqual(
      []
    );
  });

  it('refreshes what is absent or old when the panel opens', async () => {
    const client = made({
      whoami: section(null),
      scan: section(scan(), { stale: true }),
      spend: section(null)
    });
    await model.show();
    expect(client.calls).toContainEqual([
      'refresh_whoami',
      { force: false, max_age: null }
    ]);
    expect(client.calls).toContainEqual([
      'refresh_scan',
      {
        force: false,
        max_age: null,
        scope: 'mine',
        notebook: null,
        full: false,
        days: 30
      }
    ]);
    expect(client.calls).toContainEqual([
      'refresh_spend',
      { force: false, max_age: null, by: null }
    ]);
  });

  it('looks again at what is up once the bill is there, and reads the month after it', async () => {
    const look = running([], {
      since_last_bill: { estimate: '9.86', since: '2026-11-23T00:00:00Z' }
    });
    const client = made({ running: section(null), spend: section(null) });
    client.answers['refresh_running'] = () =>
      section(client.count('refresh_running') > 1 ? look : running());
    await model.show();
    expect(client.count('refresh_running')).toBe(2);
    expect(
      client.calls.filter(([name]) => /spend|running/.test(name)).pop()
    ).toEqual(['spend', {}]);
  });

  it('does not pay again for a spend that failed but has a value', async () => {
    const client = made({ spend: section(spend(), { problem: problem() }) });
    await model.show();
    expect(client.count('refresh_spend')).toBe(0);
  });

  it('scans every minute while it is seen, and never pays by a timer', async () => {
    const client = made();
    await model.show();
    await jest.advanceTimersByTimeAsync(POLL_EVERY + 10);
    expect(client.count('refresh_scan')).toBe(1);
    expect(client.calls).toContainEqual([
      'refresh_scan',
      {
        force: false,
        max_age: 55,
        scope: 'mine',
        notebook: null,
        full: false,
        days: 30
      }
    ]);
    await jest.advanceTimersByTimeAsync(10 * POLL_EVERY);
    expect(client.count('refresh_scan')).toBeGreaterThan(8);
    expect(client.count('refresh_spend')).toBe(0);
  });

  it('asks nothing while the panel is hidden', async () => {
    const client = made();
    await model.show();
    model.hide();
    await jest.advanceTimersByTimeAsync(10 * POLL_EVERY);
    expect(client.count('refresh_scan')).toBe(0);
  });

  it('asks nothing while the page is hidden, and at once when it is back', async () => {
    const client = made();
    await model.show();
    hidden = true;
    document.dispatchEvent(new Event('visibilitychange'));
    await jest.advanceTimersByTimeAsync(10 * POLL_EVERY);
    expect(client.count('refresh_scan')).toBe(0);
    hidden = false;
    document.dispatchEvent(new Event('visibilitychange'));
    await jest.advanceTimersByTimeAsync(100);
    expect(client.count('refresh_scan')).toBe(1);
    expect(client.count('refresh_spend')).toBe(0);
  });

  it('stops after half an hour without a person, and goes on with one', async () => {
    const client = made();
    await model.show();
    await jest.advanceTimersByTimeAsync(IDLE_AFTER + MINUTE);
    const asked = client.count('refresh_scan');
    await jest.advanceTimersByTimeAsync(60 * MINUTE);
    expect(client.count('refresh_scan')).toBe(asked);
    document.dispatchEvent(new Event('pointermove'));
    await jest.advanceTimersByTimeAsync(100);
    expect(client.count('refresh_scan')).toBe(asked + 1);
  });

  it('waits longer and longer while the scan fails', async () => {
    const client = made({ refresh_scan: new NetworkError() });
    await model.show();
    await jest.advanceTimersByTimeAsync(30 * MINUTE - 1000);
    expect(client.count('refresh_scan')).toBeGreaterThan(1);
    expect(client.count('refresh_scan')).toBeLessThan(15);
    expect(valueOf(model.snapshot.scan)).not.toBeNull();
  });

  it('forces what is free when refreshed by hand', async () => {
    const client = made();
    await model.refresh();
    expect(client.calls).toContainEqual([
      'refresh_whoami',
      { force: true, max_age: null }
    ]);
    expect(client.count('refresh_scan')).toBe(1);
    expect(client.count('refresh_spend')).toBe(0);
  });

  it('forces spend only by its own button', async () => {
    const client = made();
    await model.read();
    await model.refreshSpend();
    expect(client.calls).toContainEqual([
      'refresh_spend',
      { force: true, max_age: null, by: null }
    ]);
  });

  it('keeps the month in view while another grouping is not read yet', async () => {
    const client = made({
      spend: (query: { by?: string }) =>
        section(query.by === undefined ? spend() : null)
    });
    await model.read();
    await model.groupBy('tag:environment');
    expect(client.calls).toContainEqual(['spend', { by: 'tag:environment' }]);
    expect(client.count('refresh_spend')).toBe(0);
    expect(valueOf(model.snapshot.spend)?.by).toBe('tag:project');
    expect(valueOf(model.snapshot.grouped)).toBeNull();
    await model.refreshSpend();
    expect(client.calls).toContainEqual([
      'refresh_spend',
      { force: false, max_age: null, by: 'tag:environment' }
    ]);
  });

  describe('and the guard', () => {
    const LOOK = 3000;

    it('looks every three seconds, reads only, and not before it is told to', async () => {
      const client = made();
      await model.read();
      await jest.advanceTimersByTimeAsync(10 * LOOK);
      expect(client.count('guard')).toBe(0);
      void model.watch();
      await jest.advanceTimersByTimeAsync(5 * LOOK + 100);
      expect(client.count('guard')).toBe(6);
      expect(
        client.calls.filter(([name]) => name.startsWith('refresh'))
      ).toEqual([]);
    });

    it('looks at once when somebody is back, and when the panel opens', async () => {
      const client = made();
      void model.watch();
      await jest.advanceTimersByTimeAsync(100);
      hidden = true;
      document.dispatchEvent(new Event('visibilitychange'));
      await jest.advanceTimersByTimeAsync(10 * LOOK);
      const before = client.count('guard');
      expect(before).toBeLessThanOrEqual(2);
      hidden = false;
      document.dispatchEvent(new Event('visibilitychange'));
      await jest.advanceTimersByTimeAsync(100);
      expect(client.count('guard')).toBe(before + 1);
      void model.show();
      await jest.advanceTimersByTimeAsync(100);
      expect(client.count('guard')).toBe(before + 2);
    });

    it('reads the scan anew within five seconds of a launch', async () => {
      const client = made();
      void model.watch();
      await jest.advanceTimersByTimeAsync(100);
      client.answers['guard'] = guard({ launches: [launch('new')] });
      client.answers['scan'] = section(scan([untagged('new')]));
      await jest.advanceTimersByTimeAsync(5000);
      expect(valueOf(model.snapshot.scan)?.resources[0]?.name).toBe('new');
      expect(client.count('refresh_scan')).toBe(0);
      const reads = client.count('scan');
      await jest.advanceTimersByTimeAsync(20 * LOOK);
      expect(client.count('scan')).toBeLessThanOrEqual(reads + 2);
    });

    it('bills to the bundle that was chosen, at once', async () => {
      const client = made({ choose_bundle: guard({ bundle: 'ranking' }) });
      await model.read();
      await model.chooseBundle('ranking');
      expect(client.calls).toContainEqual([
        'choose_bundle',
        { bundle: 'ranking' }
      ]);
      const me = valueOf(model.snapshot.whoami);
      expect(me?.tags).toContainEqual({
        key: 'project',
        value: 'ranking',
        source: 'bundle'
      });
      expect(me?.overridden).toContainEqual({
        key: 'project',
        value: 'churn',
        source: 'user-profile'
      });
      expect(model.snapshot.whoami).toBe(model.snapshot.whoami);
    });

    it('gives a bundle’s keys where they were missing', async () => {
      const me = whoami({
        tags: [],
        missing: ['project', 'team'],
        unknown: ['environment']
      });
      made({
        whoami: section(me),
        choose_bundle: guard({ bundle: 'churn' })
      });
      await model.read();
      await model.chooseBundle('churn');
      expect(valueOf(model.snapshot.whoami)?.missing).toEqual(['team']);
      expect(valueOf(model.snapshot.whoami)?.unknown).toEqual([]);
    });

    it('asks for what it is asked for', async () => {
      const client = made({
        choose_for_notebook: guard(),
        sync_guard: guard({ mode: 'fill' }),
        resolve: untagged()
      });
      const choice = {
        kernel_id: null,
        path: 'a.ipynb',
        bundle: null,
        tags: {}
      };
      await model.tellNotebook(choice);
      expect(client.calls).toContainEqual(['choose_for_notebook', choice]);
      await model.syncGuard();
      expect(valueOf(model.snapshot.guard)?.mode).toBe('fill');
      expect((await model.resolve('training-job', 'train-1')).name).toBe(
        'train-1'
      );
    });
  });

  it('gives a new snapshot at a change and the same one without', async () => {
    made();
    const before = model.snapshot;
    expect(model.snapshot).toBe(before);
    await model.read();
    expect(model.snapshot).not.toBe(before);
  });
});
