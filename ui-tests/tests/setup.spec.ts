// The setup ladder: closed, climbed for nothing when it is opened, its commands to be copied.
import { expect, test } from './fixtures';

test('the setup ladder says what fails and how to put it right', async ({
  aws,
  panel
}) => {
  await panel.open();
  const setup = panel.section(/^Setup/);
  await expect(setup.getByRole('listitem')).toHaveCount(0);
  const before = await aws.counts();
  await setup.getByRole('button', { name: /^Setup/ }).click();
  const rung = setup.getByRole('listitem').filter({ hasText: 'TagPropagation' });
  await expect(rung).toContainText('DISABLED');
  await expect(rung).toContainText('jupyter cost-tags domain propagation');
  await expect(setup).toHaveAttribute('aria-busy', 'false');
  await expect(setup).not.toContainText('Both halves'); // it is fine
  await panel.looks('setup', {
    part: setup,
    mask: [setup.locator('.jp-CostTags-rung-foot')]
  });
  const ce = (counts: Record<string, number>) =>
    Object.keys(counts).filter(name => name.startsWith('ce:'));
  expect(ce(await aws.counts())).toEqual(ce(before));
  await rung.getByRole('button', { name: 'Copy' }).click();
  await expect(rung.getByRole('button', { name: 'Copied' })).toBeVisible();
});
