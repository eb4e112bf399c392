// Jobs that are launched from the demo notebook turn up in the panel, as missing tags.
import { expect, test } from './fixtures';

const PATIENCE = { timeout: 60_000 }; // a kernel starts, and the SDK is large

test('launches from the notebook turn up and are tagged', async ({
  aws,
  page,
  panel
}) => {
  await panel.open({ whole: true });
  // What is run before the kernel is connected is lost without a word.
  await page.evaluate(async path => {
    const { commands } = window.jupyterapp;
    const { sessionContext } = await commands.execute('docmanager:open', {
      path
    });
    await sessionContext.ready;
    await sessionContext.session.kernel.info;
  }, aws.notebook);
  const notebook = page.locator('.jp-NotebookPanel');
  await expect(
    notebook.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
  ).toBeVisible(PATIENCE);
  await page.menu.clickMenuItem('Run>Run All Cells');
  const printed = notebook
    .locator('.jp-RenderedText')
    .getByText(/^Launched train-/);
  await expect(printed).toHaveCount(2, PATIENCE);

  await panel.refresh();
  for (const text of await printed.allTextContents()) {
    const name = /train-\w+-\d+/.exec(text)?.[0] ?? '';
    const row = panel.row(name);
    await expect(row).toContainText('Missing project and environment');
    await row.getByRole('button', { name: `Apply to ${name}` }).click();
    await expect(row).toContainText('project=churn');
  }
});
