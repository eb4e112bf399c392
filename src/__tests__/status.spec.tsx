import { statusText } from '../status';
import type { ISnapshot } from '../tokens';
import {
  EMPTY,
  failed,
  job,
  NO_POLICY,
  noSpend,
  ready,
  scan,
  snapshot,
  spend,
  status,
  told,
  trans,
  whoami
} from './makers';

function text(changes: Partial<ISnapshot> = {}): string {
  return statusText(snapshot(changes), trans, 'en-US').parts.join(' · ');
}

function shape(changes: Partial<ISnapshot> = {}): string {
  return statusText(snapshot(changes), trans, 'en-US').shape;
}

const fixed = { clock_fixed: '2026-11-23T12:00:00Z' };

describe('statusText', () => {
  it('says who, how much and what is to do', () => {
    expect(text()).toBe('churn · $212.40 · 1 untagged');
    expect(shape()).toBe('warn');
  });

  it('is calm when all is tagged', () => {
    const calm = { scan: ready(scan([job('a')])) };
    expect(text(calm)).toBe('churn · $212.40');
    expect(shape(calm)).toBe('tag');
  });

  it('says its name before it knows anything', () => {
    expect(
      text({
        status: EMPTY,
        policy: EMPTY,
        whoami: EMPTY,
        scan: EMPTY,
        spend: EMPTY
      })
    ).toBe('Cost tags');
  });

  it.each([
    ['not-activated', 'churn · spend not activated · 1 untagged'],
    ['no-data-yet', 'churn · no spend data yet · 1 untagged'],
    ['no-permission', 'churn · spend not permitted · 1 untagged'],
    ['not-enabled', 'churn · spend not ready · 1 untagged'],
    ['unavailable', 'churn · 1 untagged']
  ] as const)('never shows an amount for %s', (state, words) => {
    expect(text({ spend: ready(noSpend(state)) })).toBe(words);
  });

  it('names the person where no policy says what is billed', () => {
    expect(text({ policy: ready(NO_POLICY, null) })).toBe(
      'ana · $212.40 · 1 untagged'
    );
  });

  it('marks the demo', () => {
    const demo = { status: ready(status({ demo: true }), null) };
    expect(text(demo)).toBe('DEMO DATA · churn · $212.40 · 1 untagged');
    expect(shape(demo)).toBe('demo');
  });

  it('says how old the jobs are when they can’t be read', () => {
    const old = {
      status: ready(status(fixed), null),
      scan: failed(told(), scan([job('a')]))
    };
    expect(text(old)).toBe('churn · $212.40 · 09:14 UTC data');
    expect(shape(old)).toBe('offline');
  });

  it('is about the space where the space is shared', () => {
    const shared = {
      whoami: ready(
        whoami({ environment: 'studio-shared-space', space: 'team-nlp' })
      ),
      scan: ready(scan([]))
    };
    expect(text(shared)).toBe('team-nlp · $212.40');
    expect(shape(shared)).toBe('users');
  });

  it('shows the amount in AWS’s currency', () => {
    expect(text({ spend: ready(spend({ currency: 'EUR' })) })).toContain(
      '€212.40'
    );
  });
});
