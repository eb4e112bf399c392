import { cleanup } from '@testing-library/react';
import * as React from 'react';
import { Badge } from '../badge/badge';
import { Card } from '../card/card';
import { readCard, type ICard } from '../card/read';
import { ChipButton } from '../chip/chip';
import { RecentSection } from '../sections/recent';
import { RunningSection } from '../sections/running';
import { ScanSection } from '../sections/scan';
import { SpendSection } from '../sections/spend';
import { WhoAmISection } from '../sections/whoami';
import { fakeModel, show } from './around';
import { FakeNotebook, NOTHING } from './fakenotebook';
import { guard, launch } from './guardmakers';
import {
  job,
  policy,
  problem,
  ready,
  scan,
  snapshot,
  spend,
  status,
  trans,
  untagged,
  whoami
} from './makers';
import { running, stopped, up } from './moneymakers';

const corpus = jest.requireActual<object>('../../tests/corpus/hostile.json');

function strings(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return value !== null && typeof value === 'object'
    ? Object.values(value).flatMap(strings)
    : [];
}

const nothing = () => undefined;

/** The whole panel with one text in every place where somebody else's text may stand. */
function showEverywhere(text: string): HTMLElement {
  const invalid = [{ key: text, value: text, reason: text, suggestion: text }];
  const resources = [
    untagged(text, {
      kind: text,
      status: text,
      missing: [text],
      invalid,
      tags: { [text]: text }
    }),
    job(text, { id: 'b', state: 'unknown', reason: text }),
    job(text, { id: 'c', tags: { [text]: text } })
  ];
  const problems = [problem({ message: text, action: text, iam_action: text })];
  const state = ready(scan(resources, { complete: false, problems }));
  const money = ready(
    spend({
      by: `tag:${text}`,
      whose: 'tag',
      whose_name: text,
      untagged_keys: [text],
      excluded: { [text]: '1.00' },
      groups: [{ key: text, amount: '1.00', estimated: false }],
      groups_note: text,
      changes: [{ key: text, amount: '2', previous: '1', change: '1' }],
      forecast_reason: text
    })
  );
  const tag = { key: text, value: text };
  const who = whoami({
    user_profile: text,
    reason: text,
    missing: [text],
    tags: [{ ...tag, source: 'space' }],
    invalid
  });
  const known = snapshot({
    scan: state,
    whoami: ready(who),
    guard: ready(
      guard({
        bundle: text,
        launches: [
          launch(text, { batch: 'b', verified: 'repaired', note: text })
        ]
      })
    )
  });
  const refused = stopped(up(text), 'failed', { reason: text });
  const look = running([
    up(text, { instances: text, reason: text, activity_reason: text }),
    up('refused', { id: 'refused' })
  ]);
  const model = fakeModel(known);
  return show(
    <>
      {cards(text).map((card, index) => (
        <Card
          key={index}
          card={card}
          model={model}
          notebook={null}
          onPick={nothing}
          onChoose={nothing}
        />
      ))}
      <ChipButton
        model={model}
        notebook={
          new FakeNotebook({
            ...NOTHING,
            said: { kind: 'choice', choice: { bundle: text, tags: {} } }
          })
        }
        surroundings={{ trans, locale: 'en-GB' }}
        onOpen={nothing}
      />
      <Badge
        marks={[{ kind: text, name: text, at: text }]}
        model={model}
        onOpen={nothing}
      />
      <WhoAmISection whoami={ready(who)} policy={policy()} onRetry={nothing} />
      <ScanSection
        scan={state}
        rows={new Map()}
        policy={policy()}
        whoami={who}
        mine={{ [text]: text }}
        collapsed={false}
        onToggle={nothing}
        onFixAll={nothing}
        onRetry={nothing}
        onApply={nothing}
        onUndo={nothing}
        onHold={nothing}
        onPick={nothing}
        onRecord={nothing}
      />
      <SpendSection
        spend={money}
        by={null}
        grouped={money}
        running={look}
        budgets={null}
        status={status()}
        policy={policy()}
        whoami={who}
        collapsed={false}
        onToggle={nothing}
        onGroup={nothing}
        onRefresh={nothing}
      />
      <RecentSection
        onInventory={() => undefined}
        scan={state}
        rows={new Map()}
        policy={policy()}
        costs={new Map()}
        collapsed={false}
        onToggle={nothing}
      />
      <RunningSection
        running={ready(look)}
        stops={new Map([['refused', refused]])}
        whoami={who}
        collapsed={false}
        onToggle={nothing}
        onRetry={nothing}
        onStop={nothing}
        onSnooze={nothing}
        onWake={nothing}
      />
    </>
  ).container;
}

/** What the guard may display, in each verdict and from anybody. */
function cards(text: string): ICard[] {
  const verdicts = ['missing', 'filled', 'blocked', 'resent', 'complete'];
  const data = verdicts.map(verdict =>
    readCard({
      version: 1,
      batch: 'b',
      at: text,
      mode: 'warn',
      verdict,
      resources: ['sent', 'refused'].map(outcome => ({
        operation: text,
        kind: text,
        name: text,
        outcome
      })),
      missing: [{ key: text, allowed: [text], labels: { [text]: text } }],
      added: [{ key: text, value: text, source: 'bundle' }],
      invalid: [{ key: text, value: text, suggestion: text }],
      near: [{ key: text, meant: text }],
      steps: [{ name: text, missing: [text] }],
      ceiling: { amount: '1', currency: text, basis: text, reason: text },
      above_limit: '1',
      notebook: text
    })
  );
  return data.filter(card => card !== null);
}

describe('text of others', () => {
  const markup = (container: HTMLElement): string =>
    [...container.querySelectorAll('*')].map(one => one.tagName).join(' ');
  const known = new Set(
    (() => {
      const names = markup(showEverywhere('harmless')).split(' ');
      cleanup();
      return names;
    })()
  );

  it.each(strings(corpus).map(text => [text]))('stays text: %j', text => {
    const container = showEverywhere(text);
    const foreign = markup(container)
      .split(' ')
      .filter(name => !known.has(name));
    expect(foreign).toEqual([]);
    expect(container.textContent).not.toMatch(
      /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\u200B-\u200F]/u
    );
    expect(container.querySelector('[onerror], [onload], [href]')).toBeNull();
  });
});
