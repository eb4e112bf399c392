// A notebook in the browser, with a real kernel on the embedded AWS.
import { type IJupyterLabPageFixture } from '@jupyterlab/galata';
import { expect, type Locator } from '@playwright/test';

const PATIENCE = { timeout: 60_000 }; // a kernel starts

/** All that a launch of these tests has of itself. */
export const CENTER = { 'cost-center': 'CC-4711' };

/** A line of Python that launches a training job with these tags. */
export function launch(
  name: string,
  tags: Record<string, string> = {},
  instance = 'ml.m5.4xlarge'
): string {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return [
    'import boto3',
    'made = boto3.client("sagemaker").create_training_job(',
    `    TrainingJobName="${name}",`,
    '    RoleArn="arn:aws:iam::111122223333:role/DataScientist",',
    '    AlgorithmSpecification={"TrainingImage": "1.dkr.ecr/x:1", "TrainingInputMode": "File"},',
    '    OutputDataConfig={"S3OutputPath": "s3://northwind-ml/models"},',
    `    ResourceConfig={"InstanceType": "${instance}", "InstanceCount": 1, "VolumeSizeInGB": 10},`,
    '    StoppingCondition={"MaxRuntimeInSeconds": 14400},',
    `    Tags=${JSON.stringify(list)},`,
    ')'
  ].join('\n');
}

/** A line of Python that displays a card as the guard does. */
export function display(card: unknown, text = 'Cost Tags: text.'): string {
  const bundle = {
    'application/vnd.jupyter-cost-tags.v1+json': card,
    'text/plain': text
  };
  return `import json\ndisplay(json.loads(${JSON.stringify(JSON.stringify(bundle))}), raw=True)`;
}

export class Notebook {
  constructor(readonly page: IJupyterLabPageFixture) {
    this.node = page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)');
    this.chip = this.node.locator('.jp-CostTags-chip');
  }

  readonly node: Locator;
  readonly chip: Locator;

  /** Write a notebook with these cells and open it; resolves when its kernel answers. */
  async open(
    path: string,
    cells: readonly string[],
    metadata: Record<string, unknown> = {}
  ): Promise<void> {
    const content = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: {
        kernelspec: { name: 'python3', display_name: 'Python 3 (ipykernel)' },
        ...metadata
      },
      cells: cells.map((source, index) => ({
        cell_type: 'code',
        id: `cell-${index}`,
        metadata: {},
        execution_count: null,
        outputs: [],
        source
      }))
    };
    await this.page.evaluate(
      async ([path, content]) => {
        const { contents } = window.jupyterapp.serviceManager;
        await contents.save(path, {
          type: 'notebook',
          format: 'json',
          content: content as never
        });
      },
      [path, content] as const
    );
    await this.show(path);
  }

  /** Open a notebook that is there. */
  async show(path: string): Promise<void> {
    // What is run before the kernel is connected is lost without a word.
    await this.page.evaluate(async path => {
      const { commands } = window.jupyterapp;
      const { sessionContext } = await commands.execute('docmanager:open', {
        path
      });
      await sessionContext.ready;
      await sessionContext.session.kernel.info;
    }, path);
    await this.idle();
  }

  async idle(): Promise<void> {
    await expect(
      this.node.locator(
        '.jp-Notebook-ExecutionIndicator[data-status="idle"]'
      )
    ).toBeVisible(PATIENCE);
  }

  cell(index: number): Locator {
    return this.node.locator('.jp-CodeCell').nth(index);
  }

  card(index: number): Locator {
    return this.cell(index).locator('.jp-CostTags-card-body');
  }

  badge(index: number): Locator {
    return this.cell(index).locator('.jp-CostTags-badge-button');
  }

  /** Run one cell to its end. */
  async run(index: number): Promise<void> {
    await this.cell(index).locator('.jp-InputArea-prompt').click();
    await this.page.keyboard.press('Control+Enter');
    await expect(
      this.cell(index).locator('.jp-InputPrompt')
    ).toHaveText(/^\[\d+\]:$/, PATIENCE);
    await this.idle();
  }

  async save(): Promise<void> {
    await this.page.evaluate(async () => {
      await window.jupyterapp.commands.execute('docmanager:save');
    });
  }

  /** What is on disk. */
  async saved(path: string): Promise<Record<string, unknown>> {
    return this.page.evaluate(async path => {
      const { contents } = window.jupyterapp.serviceManager;
      const { content } = await contents.get(path);
      return content as Record<string, unknown>;
    }, path);
  }
}
