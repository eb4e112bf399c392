import { fireEvent, screen } from '@testing-library/react';
import * as React from 'react';
import { StatusItem, statusText } from '../status';
import type { ISnapshot } from '../tokens';
import type { IScan } from '../types';
import { fakeModel, show } from './around';
import { guard } from './guardmakers';
import {
  EMPTY,
  failed,
  job,
  NO_POLICY,
  noSpend,
  policy,
  ready,
  scan,
  snapshot,
  spend,
  status,
  told,
  trans,
  whoami
} from './makers';
import { budgets } from './moneymakers';

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

  it('says of which limit, where a budget counts the same', () => {
    expect(text({ budgets: ready(budgets()) })).toBe(
      'churn · $212.40 of $500 · 1 untagged'
    );
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

  it('never looks tagged where the jobs can’t be read', () => {
    const lost = { scan: failed<IScan>(told()) };
    expect(text(lost)).toBe('churn · $212.40 · tags unknown');
    expect(shape(lost)).toBe('unknown');
    const part = { scan: ready(scan([job('a')], { complete: false })) };
    expect(text(part)).toBe('churn · $212.40 · tags unknown');
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

  it('names what launches need where the guard blocks', () => {
    const blocked = {
      guard: ready(guard({ mode: 'block' })),
      whoami: ready(whoami({ tags: [], missing: ['cost-center'] })),
      scan: ready(scan([]))
    };
    expect(text(blocked)).toBe('no bundle · launches need cost-center');
    expect(shape(blocked)).toBe('block');
    expect(text({ ...blocked, guard: ready(guard()) })).toBe('ana · $212.40');
  });

  it('offers other bundles at the bundle’s name, where there are some', () => {
    const who = (changes: Partial<ISnapshot> = {}) =>
      statusText(snapshot(changes), trans, 'en-US').who;
    expect(who()).toBe(0);
    expect(who({ status: ready(status({ demo: true }), null) })).toBe(1);
    expect(who({ guard: EMPTY })).toBe(-1);
    expect(who({ policy: ready(policy({ bundles: [] })) })).toBe(-1);
    expect(
      who({ whoami: ready(whoami({ environment: 'studio-shared-space' })) })
    ).toBe(-1);
  });

  it('shows the amount in AWS’s currency', () => {
    expect(text({ spend: ready(spend({ currency: 'EUR' })) })).toContain(
      '€212.40'
    );
  });
});

describe('StatusItem', () => {
  it('opens the panel, and offers bundles at their name', () => {
    const onOpen = jest.fn();
    const onSwitch = jest.fn();
    const { container } = show(
      <StatusItem
        model={fakeModel(snapshot())}
        surroundings={{ trans, locale: 'en-US' }}
        onOpen={onOpen}
        onSwitch={onSwitch}
      />
    );
    expect(container).toHaveTextContent('churn · $212.40 · 1 untagged');
    const [open, bundle, ...others] = screen.getAllByRole('button');
    expect(others).toEqual([]);
    expect(open).toHaveAccessibleName('churn · $212.40 · 1 untagged');
    fireEvent.click(open!);
    expect(onOpen).toHaveBeenCalledTimes(1);
    expect(bundle).toHaveAccessibleName('churn: choose another bundle');
    fireEvent.click(bundle!);
    expect(onSwitch).toHaveBeenCalledWith(bundle);
    expect(onOpen).toHaveBeenCalledTimes(1);
  });
});
