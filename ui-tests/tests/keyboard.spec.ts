// The journey without a mouse.
import { arn } from './aws';
import { expect, test } from './fixtures';

test('a job is tagged and taken back with the keyboard alone', async ({
  aws,
  page,
  panel
}) => {
  await panel.open();
  const refresh = panel.node.getByRole('button', { name: /^Refresh \(/ });
  await refresh.focus();
  const row = panel.row('train-xgb-0412');
  // One tab stop per section: it does not take long to get to the row.
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Tab');
    if (await row.evaluate(node => node === document.activeElement)) {
      break;
    }
  }
  await expect(row).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(panel.row('proc-0408')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(row).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(row).toContainText('project=churn');
  expect(await aws.tags(arn('training-job', 'train-xgb-0412'))).toHaveProperty(
    'project',
    'churn'
  );
  await expect(row).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(row).toContainText('Missing project');
  expect(
    await aws.tags(arn('training-job', 'train-xgb-0412'))
  ).not.toHaveProperty('project');

  // The palette and the status bar lead to the panel.
  await page.sidebar.openTab('filebrowser');
  await expect(panel.node).toBeHidden();
  await panel.status.getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await expect(panel.node).toBeVisible();
  await page.sidebar.openTab('filebrowser');
  await page.keyboard.press('Control+Shift+c');
  await page.keyboard.type('Show Cost Tags');
  await page.keyboard.press('Enter');
  await expect(panel.node).toBeVisible();
});

test('the picker is opened and closed with the keyboard, and looks as it should', async ({
  aws,
  page,
  panel
}) => {
  await panel.open();
  await panel.node.getByRole('button', { name: 'Fix all…' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await expect(dialog).toContainText(
    'Nothing is written until you press Apply.'
  );
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(
    panel.node.getByRole('button', { name: 'Fix all…' })
  ).toBeFocused();
  expect(await aws.counts()).not.toHaveProperty(['sagemaker:AddTags']);

  await panel.node.getByRole('button', { name: 'Fix all…' }).click();
  await dialog.getByRole('button', { name: 'Choose other tags…' }).click();
  await expect(dialog.getByRole('button', { name: /^Apply/ })).toBeEnabled();
  await panel.looks('picker', { part: dialog });
});
