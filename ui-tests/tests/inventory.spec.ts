// The table of all resources: two clicks tag many, one takes it back; with many rows by keyboard.
import type { Locator } from '@playwright/test';
import { arn } from './aws';
import { expect, test, type Panel } from './fixtures';

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
});
