// The launch guard as people meet it: the card below a cell, the chip, the badge, the status bar.
import { arn } from './aws';
import { expect, test } from './fixtures';
import { launch, Notebook } from './notebook';

test.use({ kernels: null, sessions: null });

test('a launch without tags has a card that adds them', async ({
  aws,
  page,
  panel
}) => {
  await panel.open();
  const notebook = new Notebook(page);
  await notebook.open('warn.ipynb', [
    launch('train-card-1', { 'cost-center': 'CC-4711' })
  ]);
  await notebook.run(0);
  const card = notebook.card(0);
  await expect(card).toContainText(
    'Launched train-card-1 without project and environment.'
  );
  await page.screenshot({ path: '/tmp/fe-1.png' });
  await panel.looks('card-warn', { part: card });
  await card
    .getByRole('button', { name: 'Add project=churn, environment=dev' })
    .click();
  await expect(card).toContainText('Added project=churn, environment=dev');
  expect(await aws.tags(arn('training-job', 'train-card-1'))).toMatchObject({
    project: 'churn',
    environment: 'dev'
  });
  await page.screenshot({ path: '/tmp/fe-2.png' });
});
