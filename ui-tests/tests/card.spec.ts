// The card below a cell: as it is saved, as anybody may write it, where it is narrow, with the keyboard.
import { arn } from './aws';
import { expect, FOREIGN, TEXTS, test, violations } from './fixtures';
import { display, launch, Notebook } from './notebook';

const CARD = {
  version: 1,
  batch: 'b',
  at: '2026-11-23T14:00:00Z',
  mode: 'warn',
  verdict: 'missing',
  resources: [
    {
      operation: 'CreateTrainingJob',
      kind: 'training-job',
      name: 'train-xgb-0412',
      outcome: 'sent'
    }
  ],
  missing: [{ key: 'project', allowed: [], labels: {} }],
  added: [],
  invalid: [],
  near: [],
  ceiling: null,
  above_limit: null,
  notebook: 'a.ipynb'
};

test('the keyboard alone adds a tag, and edits no cell meanwhile', async ({
  aws,
  page,
  panel
}) => {
  await panel.open();
  const notebook = new Notebook(page);
  await notebook.open('keys.ipynb', [display(CARD), '2']);
  await notebook.run(0);
  const add = notebook.card(0).getByRole('button', { name: 'Add project=churn' });
  await expect(add).toBeVisible();
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Tab');
    if (await add.evaluate(node => node === document.activeElement)) {
      break;
    }
  }
  await expect(add).toBeFocused();
  await page.keyboard.press('d');
  await page.keyboard.press('d'); // would delete the cell
  await page.keyboard.press('Enter');
  const job = arn('training-job', 'train-xgb-0412');
  await expect(notebook.card(0)).toContainText('Added project=churn');
  expect(await aws.tags(job)).toHaveProperty('project', 'churn');
  const undo = notebook.card(0).getByRole('button', { name: /^Undo/ });
  await expect(undo).toBeFocused();
  await page.keyboard.press('Space');
  await expect(add).toBeVisible();
  expect(await aws.tags(job)).not.toHaveProperty('project');
  await expect(notebook.node.locator('.jp-CodeCell')).toHaveCount(2);
});

test('a saved card says what became of it', async ({ aws, page, panel }) => {
  await panel.open();
  const notebook = new Notebook(page);
  const ended = {
    ...CARD,
    resources: [
      { ...CARD.resources[0], kind: 'processing-job', name: 'proc-0408' }
    ],
    missing: [{ key: 'environment', allowed: [], labels: {} }]
  };
  const gone = {
    ...CARD,
    resources: [{ ...CARD.resources[0], name: 'train-never' }]
  };
  const tagged = {
    ...CARD,
    resources: [{ ...CARD.resources[0], name: 'train-xgb-0411' }]
  };
  const cards = [ended, gone, tagged, { ...CARD, version: 2 }];
  await notebook.open(
    'saved.ipynb',
    cards.map(card => display(card, 'Cost Tags: a line of text.'))
  );
  for (const index of cards.keys()) {
    await notebook.run(index);
  }
  await notebook.save();
  await panel.reload();
  await notebook.show('saved.ipynb');
  await expect(notebook.card(0)).toContainText('a tag is history only');
  await notebook
    .card(1)
    .getByRole('button', { name: 'Add project=churn' })
    .click();
  await expect(notebook.card(1)).toContainText(
    'There is no training job train-never (any more).'
  );
  await expect(notebook.card(2)).toContainText(
    'It has all required tags now.'
  );
  await expect(notebook.cell(3)).toContainText('Cost Tags: a line of text.');
  await panel.looks('cards-saved', {
    part: notebook.node.locator('.jp-WindowedPanel-viewport')
  });
  expect(await aws.counts()).not.toHaveProperty(['sagemaker:AddTags']);
});

test('cards are texts, whatever they say, and fit where it is narrow', async ({
  page,
  panel
}) => {
  await panel.open();
  const notebook = new Notebook(page);
  const narrow = {
    ...CARD,
    missing: [
      { key: 'project', allowed: [], labels: {} },
      { key: 'environment', allowed: [], labels: {} }
    ],
    ceiling: {
      amount: '3.69',
      currency: 'USD',
      basis: '1 × ml.m5.4xlarge × 4 h',
      reason: null
    },
    invalid: [{ key: 'environment', value: 'Prod', suggestion: 'prod' }]
  };
  const hostile = ['missing', 'filled', 'blocked'].map((verdict, offset) => {
    let used = offset * 40;
    const next = (): string => TEXTS[used++ % TEXTS.length] ?? '';
    return {
      ...CARD,
      verdict,
      resources: Array.from({ length: 30 }, () => ({
        operation: next(),
        kind: next(),
        name: next(),
        outcome: verdict === 'blocked' ? 'blocked' : 'sent'
      })),
      missing: [{ key: next(), allowed: [next(), next()], labels: {} }],
      added: [{ key: next(), value: next(), source: 'bundle' }],
      invalid: [{ key: next(), value: next(), suggestion: next() }],
      near: [{ key: next(), meant: next() }],
      ceiling: { amount: null, currency: null, basis: null, reason: next() }
    };
  });
  const cards = [narrow, ...hostile];
  await notebook.open(
    'hostile.ipynb',
    cards.map(card => display(card, '<img src=x onerror=window.__pwned=1>'))
  );
  for (const index of cards.keys()) {
    await notebook.run(index);
    const card = notebook.card(index);
    await expect(card).toBeVisible();
    expect(await card.locator(FOREIGN).count()).toBe(0);
  }
  expect(await page.evaluate(() => '__pwned' in window)).toBe(false);
  expect(await violations(page)).toEqual([]);

  for (const width of [260, 480]) {
    await page.addStyleTag({
      content: `.jp-CostTags-card { max-width: ${width}px !important; }`
    });
    await panel.looks(`card-${width}`, { part: notebook.card(0) });
  }
});

test('a launch that no card on screen tells of is notified, once', async ({
  aws,
  page,
  panel
}) => {
  await aws.guard('warn');
  await panel.open();
  const notebook = new Notebook(page);
  const later = [
    'import threading, time',
    'def later():',
    ...launch('train-later-1', { 'cost-center': 'CC-4711' })
      .split('\n')
      .map(line => `    ${line}`),
    'threading.Timer(4, later).start()'
  ].join('\n');
  await notebook.open('seen.ipynb', [launch('train-seen-1'), later]);
  await notebook.run(0);
  await expect(notebook.card(0)).toBeVisible();
  await expect(panel.row('train-seen-1')).toBeVisible();
  const toasts = page.locator('.Toastify__toast');
  await expect(toasts).toHaveCount(0); // the card said it
  await notebook.run(1);
  await page.evaluate(async () => {
    await window.jupyterapp.commands.execute('launcher:create');
  });
  await expect(toasts).toContainText(
    'Launched train-later-1 without project and environment.'
  );
  await expect(toasts).toHaveCount(1);
  // By key: the toast still slides in, and goes by itself.
  await toasts.getByRole('button', { name: 'Add…' }).press('Enter');
  await expect(
    page.getByRole('dialog', { name: 'Tag train-later-1' })
  ).toBeVisible();
});
