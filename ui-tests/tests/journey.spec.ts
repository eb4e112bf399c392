// The main journey: see a job without a tag, tag it, see it tagged here and in AWS, take it back.
import { arn } from './aws';
import { expect, test } from './fixtures';

const RUNNING = 'train-xgb-0412';
const RUNNING_ARN = arn('training-job', RUNNING);

test('a job that needs a tag is seen, tagged and taken back', async ({
  aws,
  panel
}) => {
  await panel.open({ byHand: true, whole: true });
  await expect(panel.you).toContainText('ana bills to churn');
  await expect(panel.status).toHaveText(
    'DEMO DATA · churn · $212.15 of $500 · 2 untagged'
  );
  await panel.looks('open');

  const row = panel.row(RUNNING);
  await expect(row).toContainText('Missing project');
  await expect(row).toContainText('counts from now');
  await expect(panel.row('proc-0408')).toContainText('history only');
  const project = row.getByRole('textbox', { name: `project for ${RUNNING}` });
  await project.fill('Churn!');
  await expect(
    row.getByRole('button', { name: `Apply to ${RUNNING}` })
  ).toBeDisabled();
  await project.fill('churn');
  await row.getByRole('button', { name: `Apply to ${RUNNING}` }).click();

  await expect(
    row.getByRole('button', { name: `Undo for ${RUNNING}` })
  ).toBeVisible();
  await expect(row).toContainText('project=churn');
  expect(await aws.tags(RUNNING_ARN)).toEqual({
    'cost-center': 'CC-4711',
    environment: 'dev',
    project: 'churn'
  });
  await expect(panel.status).toHaveText(
    'DEMO DATA · churn · $212.15 of $500 · 1 untagged'
  );

  await row.getByRole('button', { name: `Undo for ${RUNNING}` }).click();
  await expect(row).toContainText('Missing project');
  expect(await aws.tags(RUNNING_ARN)).toEqual({
    'cost-center': 'CC-4711',
    environment: 'dev'
  });
  await expect(panel.status).toHaveText(
    'DEMO DATA · churn · $212.15 of $500 · 2 untagged'
  );
});
