// Whom a notebook bills to: the chip in its toolbar, the bundle in the status bar, the badge on a cell.
import { type Locator } from '@playwright/test';
import { arn } from './aws';
import { expect, test, type Panel } from './fixtures';
import { CENTER, launch, Notebook } from './notebook';

function menuItem(panel: Panel, name: string | RegExp): Locator {
  return panel.page.getByRole('menuitem', { name });
}

test('a bundle that is chosen for a notebook is saved in it, and kernels obey', async ({
  aws,
  page,
  panel
}) => {
  await aws.guard('fill');
  await panel.open();
  const notebook = new Notebook(page);
  await notebook.open('chip.ipynb', [launch('train-chip-1', CENTER)]);
  await expect(notebook.chip).toHaveText('churn');
  await panel.looks('chip-mine', { part: notebook.chip });
  await notebook.chip.click();
  await panel.looks('chip-menu', { part: page.locator('.lm-Menu') });
  await menuItem(panel, /^ranking/).click();
  await expect(notebook.chip).toHaveText('ranking (this notebook)');
  await expect(notebook.chip).toBeFocused();
  await panel.looks('chip-own', { part: notebook.chip });
  // Without a restart of the kernel.
  await notebook.run(0);
  await expect(notebook.card(0)).toContainText('project=ranking');
  expect(await aws.tags(arn('training-job', 'train-chip-1'))).toMatchObject({
    project: 'ranking',
    environment: 'staging'
  });
  await notebook.save();
  expect(await notebook.saved('chip.ipynb')).toMatchObject({
    metadata: { cost_tags: { bundle: 'ranking', tags: {} } }
  });
  await notebook.chip.click();
  await menuItem(panel, /^None of its own/).click();
  await expect(notebook.chip).toHaveText('churn');
  await notebook.save();
  expect(
    (await notebook.saved('chip.ipynb'))['metadata']
  ).not.toHaveProperty('cost_tags');
});

test('a notebook that brings another bundle is asked about once', async ({
  aws,
  page,
  panel
}) => {
  await aws.guard('warn');
  await panel.open();
  const notebook = new Notebook(page);
  const metadata = { cost_tags: { bundle: 'ranking', note: 'kept' } };
  await notebook.open('theirs.ipynb', ['1'], metadata);
  await expect(notebook.chip).toHaveText('ranking or churn?');
  await panel.looks('chip-differs', { part: notebook.chip });
  await notebook.chip.click();
  const kept = page.waitForRequest(
    request =>
      request.method() === 'PUT' &&
      (request.postData() ?? '').includes('jupyter-cost-tags:answers')
  );
  await menuItem(panel, 'Use mine here (churn)').click();
  await kept;
  await expect(notebook.chip).toHaveText('churn');
  await panel.reload();
  await notebook.show('theirs.ipynb');
  await expect(notebook.chip).toHaveText('churn');
  expect(await notebook.saved('theirs.ipynb')).toMatchObject({ metadata });
});

test('tags are chosen key by key, without a mouse; what can’t be read is kept', async ({
  aws,
  page,
  panel
}) => {
  await aws.guard('warn');
  await panel.open();
  const notebook = new Notebook(page);
  await notebook.open('keys.ipynb', ['1']);
  // A toolbar is one tab stop; arrows move in it.
  await notebook.node.locator('.jp-Toolbar button').first().focus();
  for (let presses = 0; presses < 15; presses++) {
    await page.keyboard.press('ArrowRight');
    if (
      await notebook.chip.evaluate(node => node === document.activeElement)
    ) {
      break;
    }
  }
  await expect(notebook.chip).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(menuItem(panel, /^Other tags/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(notebook.chip).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(menuItem(panel, /^Other tags/)).toBeVisible();
  for (let at = 0; at < 4; at++) {
    await page.keyboard.press('ArrowDown');
  }
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  const project = dialog.getByLabel('project');
  await expect(project).toBeVisible();
  await project.focus();
  await page.keyboard.type('X');
  await expect(dialog).toContainText('Must match');
  await expect(
    dialog.getByRole('button', { name: 'Use for this notebook' })
  ).toBeDisabled();
  await page.keyboard.press('Backspace');
  await page.keyboard.type('eta');
  await panel.looks('chip-keys', { part: dialog });
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(notebook.chip).toHaveText('project=eta (this notebook)');

  await notebook.open('odd.ipynb', ['1'], { cost_tags: ['?'] });
  await expect(notebook.chip).toHaveText('unreadable tags');
  await panel.looks('chip-unreadable', { part: notebook.chip });
  await notebook.save();
  expect(await notebook.saved('odd.ipynb')).toMatchObject({
    metadata: { cost_tags: ['?'] }
  });
});

test('the guard is off', async ({ aws, page, panel }) => {
  await aws.guard('off');
  await panel.open();
  const notebook = new Notebook(page);
  await notebook.open('off.ipynb', ['1']);
  await expect(notebook.chip).toHaveText('guard off');
  await panel.looks('chip-off', { part: notebook.chip });
});

test('nobody has a bundle', async ({ aws, page, panel }) => {
  aws.remove('metadata');
  await aws.guard('warn');
  await panel.open();
  const notebook = new Notebook(page);
  await notebook.open('none.ipynb', ['1']);
  await expect(notebook.chip).toHaveText('no bundle');
  await panel.looks('chip-none', { part: notebook.chip });
});

test('the status bar switches the bundle of all notebooks', async ({
  aws,
  page,
  panel
}) => {
  await aws.guard('warn');
  await panel.open();
  await expect(panel.status).toContainText('churn');
  await panel.status.getByRole('button', { name: /choose another/ }).focus();
  await page.keyboard.press('Enter');
  await expect(menuItem(panel, /^ranking/)).toBeVisible();
  await panel.looks('status-menu', { part: page.locator('.lm-Menu') });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(panel.status).toContainText('DEMO DATA · ranking · $212.15');
  await expect(panel.you).toContainText('ana bills to ranking');
  await expect(panel.status.getByTitle('Choose another bundle')).toBeFocused();
  // A change of theme may take the focus: no picture of it.
  await panel.node.getByRole('heading', { name: 'Cost tags' }).click();
  await panel.looks('status-ranking', { part: panel.status });
});

test('a cell keeps the badge of what it launched', async ({
  aws,
  page,
  panel
}) => {
  await aws.guard('warn');
  await panel.open();
  const notebook = new Notebook(page);
  await notebook.open('badge.ipynb', [
    launch('train-badge-1', CENTER),
    'switch = 1'
  ]);
  await notebook.run(0);
  const badge = notebook.badge(0);
  await expect(badge).toHaveAttribute('title', /^1 launch: 1 needs a tag/);
  await expect(notebook.badge(1)).toHaveCount(0);
  await notebook.save();
  await panel.reload();
  await notebook.show('badge.ipynb');
  await expect(badge).toHaveAttribute('title', /train-badge-1 · training/);
  await panel.looks('badge', {
    part: notebook.cell(0).locator('.jp-InputArea')
  });
  await page.sidebar.openTab('filebrowser');
  await badge.focus();
  await page.keyboard.press('Enter');
  await expect(panel.row('train-badge-1')).toBeFocused();
  // Run without a launch, the cell has none.
  await page.evaluate(() => {
    const { content } = window.jupyterapp.shell.currentWidget as never as {
      content: { widgets: { model: { sharedModel: { setSource(to: string): void } } }[] };
    };
    content.widgets[0]?.model.sharedModel.setSource('1');
  });
  await notebook.run(0);
  await expect(badge).toHaveCount(0);
});
