// A job that is launched from the demo notebook turns up in the panel, as missing a tag.
import { expect, test } from './fixtures';

test.use({ kernels: null, sessions: null });

test('a launch from the notebook turns up and is tagged', async ({
  aws,
  page,
  panel
}) => {
  await panel.open();
  await page.evaluate(async path => {
    await window.jupyterapp.commands.execute('docmanager:open', { path });
  }, aws.notebook);
  const notebook = page.locator('.jp-NotebookPanel');
  await notebook.getByText('import boto3').click();
  await page.keyboard.press('Shift+Enter');
  const output = notebook.locator('.jp-OutputArea-output').first();
  await expect(output).toContainText(/Launched train-boto3-\d+/, {
    timeout: 60_000
  });
  const name =
    /train-boto3-\d+/.exec((await output.textContent()) ?? '')?.[0] ?? '';

  await panel.refresh();
  const row = panel.row(name);
  await expect(row).toContainText('Missing project and environment');
  await row.getByRole('button', { name: `Apply to ${name}` }).click();
  await expect(row).toContainText('project=churn');
});
