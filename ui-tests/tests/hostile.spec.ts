// Texts that others chose are shown as texts: no script runs, no element appears, nothing is hidden.
import { type IJupyterLabPageFixture } from '@jupyterlab/galata';
import { arn } from './aws';
import {
  expect,
  FOREIGN,
  test,
  TEXTS,
  violations,
  type Panel
} from './fixtures';

const API = '**/jupyter-cost-tags/api/';
/** Replace every text that somebody chose by the next hostile one. */
function poisoned(value: unknown, next: () => string, key = ''): unknown {
  if (Array.isArray(value)) {
    return value.map(one => poisoned(one, next, key));
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).map(([name, member]) =>
      key === 'tags' && typeof member === 'string'
        ? [next(), next()]
        : [name, poisoned(member, next, name)]
    );
    return Object.fromEntries(entries) as unknown;
  }
  return CHOSEN.has(key) && typeof value === 'string' ? next() : value;
}

/** The members of the wire whose text people, AWS or files choose. */
const CHOSEN = new Set([
  'user_profile',
  'space',
  'display_name',
  'role_arn',
  'reason',
  'key',
  'value',
  'name',
  'label',
  'missing',
  'suggestion',
  'status',
  'message',
  'action',
  'whose_name',
  'default'
]);

/** Let the true server answer, with hostile texts in place of everybody's words. */
async function poison(
  page: IJupyterLabPageFixture,
  from: number
): Promise<() => number> {
  let used = 0;
  const next = (): string => TEXTS[(from + used++) % TEXTS.length] ?? '';
  for (const noun of ['whoami', 'scan*', 'spend*', 'policy']) {
    await page.route(API + noun, async route => {
      const answer = await route.fetch();
      const body: unknown = poisoned(await answer.json(), next);
      await route.fulfill({ response: answer, json: body });
    });
  }
  return () => used;
}

/** Every element of the panel, its dialogs and the status bar item is one of ours. */
async function isUnharmed(page: IJupyterLabPageFixture): Promise<void> {
  expect(await page.evaluate(() => '__pwned' in window)).toBe(false);
  for (const part of ['.jp-CostTags', '.jp-CostTags-status']) {
    const foreign = page.locator(part).locator(FOREIGN);
    expect(
      await foreign.evaluateAll(found =>
        found.map(one => `${one.nodeName} ${one.className}`)
      )
    ).toEqual([]);
  }
}

/** Open all that can be opened. */
async function openEverything(panel: Panel): Promise<void> {
  for (const name of ['Where from', 'Show as table']) {
    const button = panel.node.getByRole('button', { name });
    if ((await button.count()) > 0) {
      await button.first().click();
    }
  }
  const more = panel.node.getByRole('button', { name: /^\d+ more$/ });
  while ((await more.count()) > 0) {
    await more.first().click();
  }
}

// The panel has room for so many at once.
const PART = Math.ceil(TEXTS.length / 3);
for (const from of [0, PART, 2 * PART]) {
  test(`hostile texts from ${from} on stay texts`, async ({ page, panel }) => {
    const used = await poison(page, from);
    await panel.open();
    await openEverything(panel);
    expect(used()).toBeGreaterThanOrEqual(PART);
    await isUnharmed(page);
    await panel.node.getByRole('button', { name: 'Fix all…' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await isUnharmed(page);
    await page.keyboard.press('Escape');
    expect(await violations(page)).toEqual([]);
  });
}

test('a hostile tag value goes to AWS as it was typed', async ({
  aws,
  page,
  panel
}) => {
  const value = 'a/b+c=d @e:_.-';
  aws.write(
    'policy',
    'version: 1\ntags:\n  - key: project\n    required: true\n'
  );
  await panel.open();
  const row = panel.row('train-xgb-0412');
  await row.getByRole('textbox').fill(value);
  await row.getByRole('button', { name: /^Apply to/ }).click();
  await expect(row).toContainText(`project=${value}`);
  expect(await aws.tags(arn('training-job', 'train-xgb-0412'))).toHaveProperty(
    'project',
    value
  );
  await isUnharmed(page);
});

test('what AWS would refuse is refused while typing', async ({
  aws,
  page,
  panel
}) => {
  aws.write(
    'policy',
    'version: 1\ntags:\n  - key: project\n    required: true\n'
  );
  await panel.open();
  const row = panel.row('train-xgb-0412');
  const text = row.getByRole('textbox');
  const apply = row.getByRole('button', { name: /^Apply to/ });
  for (const value of [
    'x'.repeat(257),
    'churn 🚀',
    '<img src=x onerror=window.__pwned=1>'
  ]) {
    await text.fill(value);
    await expect(text).toHaveAttribute('aria-invalid', 'true');
    await expect(apply).toBeDisabled();
    await isUnharmed(page);
    await text.fill('churn');
    await expect(text).not.toHaveAttribute('aria-invalid', 'true');
    await expect(apply).toBeEnabled();
  }
  expect(await aws.counts()).not.toHaveProperty(['sagemaker:AddTags']);
});

test('hostile tags in AWS itself are shown as texts', async ({
  aws,
  page,
  panel
}) => {
  // What AWS's tag grammar lets through of the corpus.
  const allowed = TEXTS.filter(text =>
    /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u.test(text)
  );
  expect(allowed.length).toBeGreaterThan(0);
  for (const [at, text] of allowed.slice(0, 5).entries()) {
    await aws.tag(arn('training-job', 'train-xgb-0412'), { [`k${at}`]: text });
  }
  await aws.forget();
  await panel.open();
  await expect(panel.needs).toContainText('train-xgb-0412');
  await isUnharmed(page);
});
