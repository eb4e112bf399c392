// One test per state that AWS, the metadata file or the policy file can put the panel into.
import { arn } from './aws';
import { expect, rewrite, test } from './fixtures';

const ALWAYS = test;
const FULL = process.env['RUN_FULL'] ? test : test.skip;

const UNTAGGED = {
  'train-xgb-0412': arn('training-job', 'train-xgb-0412'),
  'proc-0408': arn('processing-job', 'proc-0408')
};

test('all resources are tagged', async ({ aws, panel }) => {
  await aws.tag(UNTAGGED['train-xgb-0412'], { project: 'churn' });
  await aws.tag(UNTAGGED['proc-0408'], { environment: 'dev' });
  await panel.open();
  await expect(panel.needs).toContainText(/All \d+ resources are tagged/);
  await expect(panel.status).toHaveText('DEMO DATA · churn · $212.15 of $500');
  await panel.looks('all-tagged');
});

test('no jobs', async ({ aws, panel }) => {
  const automatic = ['sagemaker:user-profile-arn', 'sagemaker:space-arn'];
  // What a tuning job launched is listed once the tuning job is nobody's.
  for (let jobs = await aws.jobs(); jobs.length > 0; jobs = await aws.jobs()) {
    for (const job of jobs) {
      await aws.tag(job.arn, {}, automatic);
    }
  }
  await aws.forget();
  await panel.open();
  await expect(panel.needs).toContainText('Nothing in the last 30 days.');
  await panel.looks('no-jobs');
});

test('Cost Explorer is denied', async ({ aws, panel }) => {
  await aws.deny('ce:*');
  await panel.open();
  await expect(panel.month).toContainText('ce:GetCostAndUsage');
  await expect(panel.month).not.toContainText('$0.00');
  await expect(panel.needs).toContainText('Missing project');
  await expect(panel.status).toContainText('spend not permitted');
  await panel.looks('spend-denied');
});

test('writing tags is denied', async ({ aws, panel }) => {
  await aws.deny('sagemaker:AddTags', 'tag:TagResources');
  await panel.open();
  const row = panel.row('train-xgb-0412');
  await row.getByRole('button', { name: /^Apply to/ }).click();
  await expect(row).toContainText('Not saved');
  await expect(row).toContainText('sagemaker:AddTags');
  await expect(row.getByRole('textbox')).toHaveValue('churn');
  expect(await aws.tags(UNTAGGED['train-xgb-0412'])).not.toHaveProperty(
    'project'
  );
  await panel.settled();
  await panel.looks('fix-denied');
});

test('listing jobs is denied', async ({ aws, panel }) => {
  await aws.deny('sagemaker:Search', 'sagemaker:List*', 'tag:GetResources');
  await panel.open();
  await expect(panel.needs).toContainText('Missing permission');
  await expect(panel.needs).not.toContainText(/resources are tagged|No jobs/);
  await expect(panel.month).toContainText('$212.15');
  await panel.looks('scan-denied');
});

test('the keys are not activated for billing', async ({ aws, panel }) => {
  await aws.activation('sagemaker:user-profile-arn', 'Inactive');
  await aws.activation('sagemaker:space-arn', 'Inactive');
  await panel.open();
  await expect(panel.month).toContainText('isn’t activated for billing');
  await expect(panel.month).not.toContainText('$0.00');
  await expect(panel.status).toContainText('spend not activated');
  await panel.looks('not-activated');
});

test('not in Studio', async ({ aws, panel }) => {
  aws.remove('metadata');
  await aws.forget();
  await panel.open();
  await expect(panel.you).toContainText('Not running in SageMaker Studio');
  await panel.looks('not-in-studio');
});

test('in a shared space', async ({ aws, panel }) => {
  aws.enter('team-nlp');
  await aws.forget();
  await panel.open();
  await expect(panel.you).toContainText(
    'Jobs and figures are the space’s, not yours.'
  );
  await expect(panel.section('This month, the space')).toBeVisible();
  await expect(panel.status).toContainText('team-nlp');
  await panel.looks('shared-space');
});

for (const [name, text] of [
  ['truncated', '{"AppType": "JupyterLab", "Dom'],
  ['of-the-wrong-type', '["JupyterLab", 1]']
] as const) {
  test(`the metadata file is ${name}`, async ({ aws, panel }) => {
    aws.write('metadata', text);
    await aws.forget();
    await panel.open();
    await expect(panel.you).toContainText(
      'Where this server runs isn’t known.'
    );
    await expect(panel.you).toContainText('metadata file');
    await panel.looks(`metadata-${name}`);
  });
}

test('the policy file is wrong', async ({ aws, panel }) => {
  aws.write('policy', aws.policy.replace('required: true', 'requird: true'));
  await panel.open();
  await expect(panel.node).toContainText('cost-tags.yaml:6: unknown field');
  await expect(panel.node).toContainText('did you mean "required"?');
  await expect(panel.month).toContainText('$212.15');
  await panel.looks('policy-wrong', {
    mask: [panel.node.getByText('cost-tags.yaml:6')]
  });
});

test('the policy file is gone', async ({ aws, panel }) => {
  aws.remove('policy');
  await panel.open();
  await expect(panel.node).toContainText('there is no such file');
  await expect(panel.needs).not.toContainText(/resources are tagged/);
  await expect(panel.month).toContainText('$212.15');
});

test('the policy requires nothing', async ({ aws, panel }) => {
  aws.write('policy', 'version: 1\n');
  await panel.open();
  await expect(panel.you).toContainText('requires no tag');
  await expect(panel.needs).toContainText(/All \d+ resources are tagged/);
  await panel.looks('no-required-tags');
});

// Some take their time, because the server part tries again: those run with RUN_FULL.
for (const [name, fault, told, atStart, later] of [
  ['unreachable', { op: '*', reset: true }, /reach|connect/i, ALWAYS, FULL],
  [
    'expired',
    { op: '*', code: 'ExpiredTokenException' },
    /credentials/i,
    FULL,
    ALWAYS
  ],
  [
    'throttled',
    { op: '*', code: 'ThrottlingException' },
    /limiting/,
    FULL,
    FULL
  ],
  ['garbage', { op: '*', body: 'html' }, /proxy|answer/i, ALWAYS, FULL]
] as const) {
  atStart(`AWS is ${name} from the start`, async ({ aws, panel }) => {
    await aws.fault(fault);
    await panel.open();
    await expect(panel.node).toContainText(told);
    await expect(panel.node).not.toContainText('$0.00');
    await panel.looks(`${name}-from-the-start`);
    await aws.heal();
    // A refresh may join one that began while AWS was away.
    await expect(async () => {
      await panel.refresh();
      await expect(panel.you).toContainText('ana bills to churn', {
        timeout: 5_000
      });
    }).toPass({ timeout: 60_000 });
  });

  later(`AWS becomes ${name}`, async ({ aws, panel }) => {
    await panel.open();
    await aws.fault(fault);
    await panel.refresh();
    await expect(panel.node).toContainText(told);
    // What was read before stays, with its time.
    await expect(panel.needs).toContainText('Missing project');
    await expect(panel.month).toContainText('$212.15');
    await panel.looks(`${name}-later`);
    await aws.heal();
    // A refresh may join one that began while AWS was away.
    await expect(async () => {
      await panel.refresh();
      await expect(panel.you).toContainText('ana bills to churn', {
        timeout: 5_000
      });
    }).toPass({ timeout: 60_000 });
    await expect(panel.node).not.toContainText(told);
  });
}

test('the server part is missing', async ({ page, panel }) => {
  await rewrite(
    page,
    /\/jupyter-cost-tags\/api\//,
    () => {
      const headers = { 'Content-Type': 'text/html' };
      return new Response('<h1>404</h1>', { status: 404, headers });
    },
    null
  );
  await panel.open();
  await expect(panel.node).toContainText(
    'The panel can’t find its server part.'
  );
  await expect(
    panel.node.getByRole('button', { name: 'Copy command' })
  ).toBeVisible();
  await panel.looks('server-part-missing');
});
