// Texts that others chose are shown as texts: no script runs, no element appears, nothing is hidden.
import { type IJupyterLabPageFixture } from '@jupyterlab/galata';
import { arn } from './aws';
import {
  expect,
  FOREIGN,
  rewrite,
  test,
  TEXTS,
  violations,
  type Panel
} from './fixtures';

const NOUNS = /\/jupyter-cost-tags\/api\/(whoami|scan|spend|policy)(\?|$)/;

/** The members of the wire whose text people, AWS or files choose. */
const CHOSEN = [
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
];

interface IPoison {
  /** How many texts were put in. */
  used: number;
}

/** Let the true server answer, with the next hostile text for every text that somebody chose. */
async function poison(page: IJupyterLabPageFixture): Promise<void> {
  await rewrite(
    page,
    NOUNS,
    async (answer, { texts, chosen }) => {
      const state = ((window as never as { poison?: IPoison }).poison ??= {
        used: 0
      });
      const next = (): string => texts[state.used++ % texts.length] ?? '';
      const poisoned = (value: unknown, key = ''): unknown => {
        if (Array.isArray(value)) {
          return value.map(one => poisoned(one, key));
        }
        if (value !== null && typeof value === 'object') {
          const entries = Object.entries(value).map(([name, member]) =>
            key === 'tags' && typeof member === 'string'
              ? [next(), next()]
              : [name, poisoned(member, name)]
          );
          return Object.fromEntries(entries) as unknown;
        }
        return chosen.includes(key) && typeof value === 'string'
          ? next()
          : value;
      };
      const { status, headers } = answer;
      const body = JSON.stringify(poisoned(await answer.json()));
      return new Response(body, { status, headers });
    },
    { texts: TEXTS, chosen: CHOSEN }
  );
}

/** Count on from this text; return how many were put in before. */
async function poisonFrom(
  page: IJupyterLabPageFixture,
  at: number
): Promise<number> {
  return page.evaluate(at => {
    const state = (window as never as { poison: IPoison }).poison;
    const { used } = state;
    state.used = at;
    return used;
  }, at);
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

test('hostile texts stay texts', async ({ page, panel }) => {
  await poison(page);
  await panel.open();
  for (const from of [0, PART, 2 * PART]) {
    if (from > 0) {
      await poisonFrom(page, from);
      await panel.refresh();
    }
    await openEverything(panel);
    expect(await poisonFrom(page, from)).toBeGreaterThanOrEqual(from + PART);
    await isUnharmed(page);
    await panel.node.getByRole('button', { name: 'Fix all…' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await isUnharmed(page);
    await page.keyboard.press('Escape');
    expect(await violations(page)).toEqual([]);
  }
});

test('what is typed goes to AWS as it is, or is refused while typing', async ({
  aws,
  page,
  panel
}) => {
  // What AWS's tag grammar lets through of the corpus.
  const allowed = TEXTS.filter(text =>
    /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u.test(text)
  );
  expect(allowed.length).toBeGreaterThan(0);
  const job = arn('training-job', 'train-xgb-0412');
  for (const [at, text] of allowed.slice(0, 5).entries()) {
    await aws.tag(job, { [`k${at}`]: text });
  }
  aws.write(
    'policy',
    'version: 1\ntags:\n  - key: project\n    required: true\n'
  );
  await aws.forget();
  await panel.open();
  const row = panel.row('train-xgb-0412');
  await expect(row).toBeVisible();
  await isUnharmed(page);

  const text = row.getByRole('textbox');
  const apply = row.getByRole('button', { name: /^Apply to/ });
  for (const refused of [
    'x'.repeat(257),
    'churn 🚀',
    '<img src=x onerror=window.__pwned=1>'
  ]) {
    await text.fill(refused);
    await expect(text).toHaveAttribute('aria-invalid', 'true');
    await expect(apply).toBeDisabled();
    await isUnharmed(page);
    await text.fill('churn');
    await expect(text).not.toHaveAttribute('aria-invalid', 'true');
    await expect(apply).toBeEnabled();
  }
  expect(await aws.counts()).not.toHaveProperty(['sagemaker:AddTags']);

  const value = 'a/b+c=d @e:_.-';
  await text.fill(value);
  await apply.click();
  await expect(row).toContainText(`project=${value}`);
  expect(await aws.tags(job)).toHaveProperty('project', value);
  await isUnharmed(page);
});
