// The launch guard as people meet it: the card below a cell, in each of its modes.
import { arn } from './aws';
import { expect, test } from './fixtures';
import { CENTER, launch, Notebook } from './notebook';

test('a launch without tags has a card that adds them, and takes them back', async ({
  aws,
  page,
  panel
}) => {
  await aws.guard('warn');
  await panel.open();
  const notebook = new Notebook(page);
  await notebook.open('warn.ipynb', [launch('train-card-1', CENTER)]);
  await notebook.run(0);
  const card = notebook.card(0);
  await expect(card).toContainText(
    'Launched train-card-1 without project and environment.'
  );
  await expect(panel.row('train-card-1')).toContainText('from warn.ipynb');
  await expect(panel.status).toContainText('3 untagged');
  await panel.looks('card-warn', { part: card });
  const add = 'Add project=churn, environment=dev';
  await card.getByRole('button', { name: add }).click();
  await expect(card).toContainText('Added project=churn, environment=dev');
  const job = arn('training-job', 'train-card-1');
  expect(await aws.tags(job)).toMatchObject({ project: 'churn' });
  await card.getByRole('button', { name: 'Undo' }).click();
  await expect(card.getByRole('button', { name: add })).toBeVisible();
  expect(await aws.tags(job)).not.toHaveProperty('project');
});

test('a launch that was filled says what was added and what AWS has', async ({
  aws,
  page,
  panel
}) => {
  await aws.guard('fill');
  await panel.open();
  const notebook = new Notebook(page);
  await notebook.open('fill.ipynb', [launch('train-card-2', CENTER)]);
  await notebook.run(0);
  const card = notebook.card(0);
  await expect(card).toContainText(
    'Launched train-card-2 and added project=churn (user profile)'
  );
  await expect(card).toContainText('Read back from AWS: 3 of 3 required tags');
  expect(await aws.tags(arn('training-job', 'train-card-2'))).toMatchObject({
    project: 'churn',
    environment: 'dev'
  });
  await panel.looks('card-fill', { part: card });
  await card.getByRole('button', { name: 'Change…' }).click();
  await expect(
    page.getByRole('dialog', { name: 'Tag train-card-2' })
  ).toBeVisible();
});

test('a launch that is blocked is sent once the notebook has a bundle', async ({
  aws,
  page,
  panel
}) => {
  await aws.guard('block');
  await panel.open();
  const notebook = new Notebook(page);
  await notebook.open('block.ipynb', [launch('train-card-3', CENTER)]);
  await notebook.run(0);
  const card = notebook.card(0);
  await expect(card).toContainText(
    'CreateTrainingJob not sent: missing project and environment.'
  );
  await expect(notebook.cell(0)).toContainText('TagPolicyError');
  await panel.looks('card-block', { part: card });
  await card
    .getByRole('button', { name: 'Use bundle churn, then run again' })
    .click();
  await expect(card).toContainText(
    'This notebook uses bundle churn now. Run the cell again.'
  );
  await expect(notebook.chip).toHaveText('churn (this notebook)');
  await notebook.run(0);
  await expect(card).toContainText('Launched train-card-3');
  expect(await aws.tags(arn('training-job', 'train-card-3'))).toMatchObject({
    project: 'churn'
  });
});
