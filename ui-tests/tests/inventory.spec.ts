// The table of all resources: two clicks tag many, one takes it back; with many rows by keyboard.
import type { Locator } from '@playwright/test';
import { arn } from './aws';
import { expect, rewrite, test, type Panel } from './fixtures';

const RUNNING = arn('training-job', 'train-xgb-0412');
const ENDED = arn('processing-job', 'proc-0408');

async function openTable({ page }: Panel): Promise<Locator> {
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('cost-tags:open-inventory')
  );
  const table = page.locator('#jp-CostTags-inventory');
  await expect(table.getByRole('grid')).toBeVisible();
  await expect(table.locator('[aria-busy="true"]')).toHaveCount(0);
  return table;
}

test('two clicks give my tags to all that need one, and one takes them back', async ({
  aws,
  page,
  panel
}) => {
  await panel.open();
  const table = await openTable(panel);
  const before = await aws.tags(RUNNING);
  // Another job has somebody else's change under way: read, then written before we write.
  await table.getByRole('button', { name: 'Apply my tags to these 2…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('1 running: count from now');
  await expect(dialog).toContainText('1 ended: history only');
  await aws.tag(ENDED, { environment: 'prod' });
  await dialog.getByRole('button', { name: 'Apply to 2' }).click();
  await expect(dialog).toHaveAccessibleName('1 applied, 1 conflict');
  await expect(dialog.getByRole('row', { name: /proc-0408/ })).toContainText(
    'conflict'
  );
  expect(await aws.tags(RUNNING)).toHaveProperty('project', 'churn');
  expect(await aws.tags(ENDED)).toHaveProperty('environment', 'prod');
  await dialog.getByRole('button', { name: 'Undo 1' }).click();
  await expect(dialog).toHaveAccessibleName(/^Undo: 1 applied/);
  expect(await aws.tags(RUNNING)).toEqual(before);
  expect(await aws.tags(ENDED)).toHaveProperty('environment', 'prod');
  // Everybody's: each with its cost, and only mine for my tags.
  await dialog.getByRole('button', { name: 'Done' }).click();
  await table.getByLabel('Whose').selectOption('all');
  await expect(table.getByText(/^1\d\d resources listed/)).toHaveCount(1);
  await table.getByRole('searchbox').fill('proc-0408');
  await expect(table.getByRole('row', { name: /proc-0408/ })).toContainText(
    '~$4.13'
  );
});

test('5,000 rows are moved through and chosen with the keyboard', async ({
  page,
  panel
}) => {
  const multiply = async (answer: Response, length: number) => {
    const section = (await answer.json()) as {
      value: { resources: Record<string, unknown>[] } | null;
    };
    const { resources } = section.value ?? { resources: [] };
    const many = Array.from({ length }, (_, index) => ({
      ...resources[index % Math.max(resources.length, 1)],
      id: `id-${String(index)}`,
      name: `job-${String(index)}`,
      created: '2026-11-20T00:00:00Z'
    }));
    const value = section.value && { ...section.value, resources: many };
    const { status, headers } = answer;
    return new Response(JSON.stringify({ ...section, value }), {
      status,
      headers
    });
  };
  await rewrite(page, /\/api\/scan(\?|$)/, multiply, 5000);
  await panel.open();
  const table = await openTable(panel);
  const grid = table.getByRole('grid');
  await expect(grid).toHaveAttribute('aria-rowcount', '5001');
  await grid.focus();
  await page.keyboard.press('End');
  await expect(table.getByText('job-4999', { exact: true })).toBeVisible();
  expect(await table.getByRole('row').count()).toBeLessThan(80);
  await page.keyboard.press('Home');
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+PageDown');
  await expect(table.getByText('11 selected')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(table.getByRole('complementary')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.type('job-4321');
  await expect(grid).toHaveAttribute('aria-rowcount', '2');
});

test('the table, its details and its windows look as they should', async ({
  page,
  panel
}) => {
  await panel.open();
  await panel.you.getByRole('button', { name: 'Where from' }).click();
  await panel.you.getByRole('button', { name: /^Change my profile/ }).click();
  const dialog = page.getByRole('dialog');
  const project = dialog.getByRole('textbox', { name: 'project' });
  await project.fill('ranking');
  await expect(dialog.getByRole('button', { name: 'Apply' })).toBeEnabled();
  await panel.looks('own', { part: dialog });
  await page.keyboard.press('Escape');
  const table = await openTable(panel);
  await page.evaluate(() =>
    window.jupyterapp.commands.execute('application:toggle-left-area')
  );
  await table.getByLabel('Group').selectOption('missing');
  await table.getByText('train-xgb-0412', { exact: true }).click();
  await table
    .getByText('proc-0408', { exact: true })
    .click({ modifiers: ['Control'] });
  await panel.looks('wide', { part: table });
  await page.setViewportSize({ width: 520, height: 900 });
  await table.getByRole('button', { name: 'Close details' }).click();
  await panel.looks('narrow', { part: table });
  await page.setViewportSize({ width: 1280, height: 1100 });
  await table.getByText('churn-v2', { exact: true }).click();
  await table.getByRole('button', { name: 'Compare its parts…' }).click();
  await expect(dialog.getByRole('table').first()).toBeVisible();
  await expect(dialog.locator('[aria-busy="true"]')).toHaveCount(0);
  await panel.looks('parts', { part: dialog });
});
