// Opens JupyterLab in Chromium, looks at the panel, and prints what the console said as JSON.
// LAB is the address, PLAYWRIGHT the package, CHROMIUM_PATH the browser, SHOT where a picture goes.
const { chromium } = require(process.env.PLAYWRIGHT);

const SEEN = ['ana', 'train-xgb-0412', /billed to/];
const OURS = /cost[._-]?tags/i;

/** What went wrong in the page, ours and others' apart. */
class Complaints {
  constructor() {
    this.ours = [];
    this.others = [];
  }

  add(text, where) {
    const line = `${text} (${where})`.slice(0, 500);
    const list = OURS.test(line) ? this.ours : this.others;
    list.push(line);
  }
}

async function look(browser, told) {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 900 }
  });
  page.on('console', message => {
    const words = message.text();
    // A shared package in two versions is a warning only, and yet breaks the page.
    if (message.type() === 'error' || /unsatisfied version/i.test(words)) {
      told.add(words, message.location().url);
    }
  });
  page.on('pageerror', error =>
    told.add(error.stack ?? String(error), 'uncaught')
  );
  page.on('response', response => {
    if (response.status() >= 400 && OURS.test(response.url())) {
      told.add(`HTTP ${response.status()}`, response.url());
    }
  });
  try {
    await page.goto(process.env.LAB);
    await page.locator('[data-id="jp-CostTags"]').click({ timeout: 60_000 });
    const panel = page.locator('#jp-CostTags');
    for (const text of SEEN) {
      await panel
        .getByText(text, { exact: true })
        .first()
        .waitFor({ timeout: 30_000 });
    }
    await page
      .locator('.jp-CostTags-status')
      .first()
      .waitFor({ timeout: 30_000 });
  } finally {
    await page.screenshot({ path: process.env.SHOT });
  }
}

(async () => {
  const told = new Complaints();
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  });
  try {
    await look(browser, told);
  } catch (error) {
    told.ours.push(`the panel: ${error.message}`.split('\n')[0]);
  }
  await browser.close();
  console.log(JSON.stringify({ ours: told.ours, others: told.others }));
})();
