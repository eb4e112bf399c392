// What costs: the month by other ways, budgets, what runs now; one test each asks, looks, stops.
import { expect, test } from './fixtures';

test('budgets are bars, the month is broken down, and what costs says its price first', async ({
  aws,
  panel
}) => {
  await panel.open();
  // Budgets are bars with what AWS does about them.
  await panel.budgets.scrollIntoViewIfNeeded();
  await expect(panel.budgets).toContainText('studio-ana');
  await expect(panel.status).toContainText('$212.15 of $500');
  await panel.looks('budgets', { part: panel.budgets });

  const { month } = panel;
  await expect(month).toContainText('$212.15');
  await expect(month).toContainText('of $500');
  await expect(month).toContainText('~$9.86 since last billing update');
  await expect(month).toContainText('Estimate for Nov 22: ~$18.73');
  const asked = (await aws.counts())['ce:GetCostAndUsage'];

  // Every view has the days: nothing is asked.
  await month.getByRole('tab', { name: 'Day' }).click();
  await expect(month.getByRole('tabpanel')).toContainText('Nov 22$18.91');
  await month.getByRole('tab', { name: 'Job' }).click();
  await expect(month).toContainText('Not read this way yet.');
  expect((await aws.counts())['ce:GetCostAndUsage']).toBe(asked);

  await month.getByRole('button', { name: /^Ask Cost Explorer/ }).click();
  await expect(month.getByRole('tabpanel')).toContainText('churn-v2');
  await expect(month).toContainText('before that only jobs are here');
  await expect(panel.section('Recent')).toContainText('$1.92');
  await month.getByRole('tab', { name: 'project' }).click();
  await month.getByRole('button', { name: /^What changed/ }).click();
  await month.getByRole('button', { name: 'Show as table' }).click();
  await expect(month.getByRole('table').last()).toContainText('churn$152.08');
  await panel.looks('month', { part: month });
});

test('what runs is seen, snoozed and stopped', async ({ page, panel }) => {
  await panel.open();
  const { running } = panel;
  await expect(running).toContainText('~$2.45/h');
  const app = running.getByRole('listitem').filter({ hasText: 'JupyterLab' });
  await expect(app).toContainText('you are here');
  await app.getByRole('button', { name: 'Snooze JupyterLab…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('a long download');
  await page.keyboard.press('Enter');
  await expect(app).toContainText('Snoozed until');
  await expect(app).toContainText('a long download');

  await app.getByRole('button', { name: 'Stop JupyterLab…' }).click();
  await expect(dialog).toContainText('this page ends with it');
  await expect(dialog.getByRole('button', { name: 'Stop' })).toBeDisabled();
  await panel.looks('stop-here', { part: dialog });
  await page.keyboard.press('Escape');

  const job = running.getByRole('listitem').filter({ hasText: 'train-xgb' });
  await job.focus();
  await page.keyboard.press('Enter');
  await expect(dialog).toContainText('The job gets two minutes');
  await dialog.getByRole('button', { name: 'Stop' }).click();
  await expect(dialog).toBeHidden();
  await expect(running).toContainText('~$1.52/h');
  await panel.looks('running', { part: running });
});

test('nothing may be looked at: each says which permission it lacks', async ({
  aws,
  panel
}) => {
  await aws.deny('budgets:*', 'sagemaker:ListApps');
  await panel.open();
  await expect(panel.budgets).toContainText('budgets:');
  await expect(panel.running).toContainText('sagemaker:ListApps');
  await expect(panel.running).toContainText('more may be up');
  await expect(panel.month).toContainText('$212.15');
  await expect(panel.month).not.toContainText('of $500');
});
