// What every browser test starts with: a fresh day at the company, and the panel.
import * as fs from 'fs';
import * as path from 'path';
import AxeBuilder from '@axe-core/playwright';
import {
  expect,
  test as base,
  type IJupyterLabPageFixture
} from '@jupyterlab/galata';
import { type BrowserContext, type Locator } from '@playwright/test';
import { Aws } from './aws';

const WIDTH = 360; // px
// What JupyterLab keeps once the panel was opened and drawn to that width.
const LAYOUT = {
  main: { dock: null },
  down: { size: 0, collapsed: true, widgets: [] },
  left: {
    collapsed: false,
    visible: true,
    current: 'jp-CostTags',
    widgets: ['filebrowser', 'running-sessions', 'jp-CostTags']
  },
  right: { collapsed: true, visible: true, widgets: [] },
  relativeSizes: [0.29637262984336354, 0.7036273701566365, 0],
  top: { simpleVisibility: true }
};
const PATIENCE = { timeout: 40_000 }; // the server part retries a throttled call for a while
// One picture on every machine: JupyterLab itself takes the system's font.
const FONTS = `:root {
  --jp-ui-font-family: 'Liberation Sans', Arial, sans-serif !important;
  --jp-code-font-family: 'Liberation Mono', monospace !important;
}`;

const CORPUS = path.join(
  __dirname,
  '..',
  '..',
  'tests',
  'corpus',
  'hostile.json'
);
/** Texts that anybody may have chosen. */
export const TEXTS = JSON.parse(fs.readFileSync(CORPUS, 'utf-8')) as string[];
/** What nothing of ours is made of: it came out of a text. */
export const FOREIGN =
  'script, iframe, object, embed, img, video, audio, link, meta, base, style, form form, [action], ' +
  'template, marquee, details, math, foreignObject, a[href], [onerror], [onload], [onclick], ' +
  '[onfocus], [onmouseover], [ontoggle], [style*="url("]';

/**
 * Have the page see other answers than the server's at this path, from its next start on. Unlike
 * `page.route` it leaves the browser's cache on; `change` runs in the page and sees only `given`.
 */
export async function rewrite<T>(
  page: IJupyterLabPageFixture,
  path: RegExp,
  change: (answer: Response, given: T) => Response | Promise<Response>,
  given: T
): Promise<void> {
  const content = `{
    const real = window.fetch;
    const given = ${JSON.stringify(given)};
    window.fetch = async (...asked) => {
      const answer = await real(...asked);
      return ${String(path)}.test(answer.url) ? (${String(change)})(answer, given) : answer;
    };
  }`;
  await page.addInitScript({ content });
}

/** The panel in the browser. */
export class Panel {
  constructor(readonly page: IJupyterLabPageFixture) {
    this.node = page.getByRole('region', { name: 'Cost tags' });
    this.status = page.locator('.jp-CostTags-status');
  }

  readonly node: Locator;
  readonly status: Locator;

  /**
   * Start JupyterLab with the panel open, and wait until it has asked for everything.
   *
   * It is open from the day before, which saves a second, unless opened by hand. JupyterLab is
   * without what tests don't use (forgetful.py), unless it is to be whole.
   */
  async open({ byHand = false, whole = false } = {}): Promise<void> {
    if (!byHand && this.page.url() === 'about:blank') {
      await this._wasOpen();
    }
    await this.page.goto(whole ? '?whole' : '');
    await this.page.addStyleTag({ content: FONTS });
    const tab = this.page.sidebar.getTabLocator('jp-CostTags');
    await expect(tab).toBeVisible();
    await this.page.sidebar.openTab('jp-CostTags');
    await this.settled();
    await this._draw();
  }

  /** Draw the panel to its width, unless it is: a tab clicked early loses what was kept. */
  private async _draw(): Promise<void> {
    const { width } = (await this.node.boundingBox())!;
    if (Math.abs(width - WIDTH) > 1) {
      await this.page.sidebar.setWidth(WIDTH, 'left');
    }
  }

  private async _wasOpen(): Promise<void> {
    const answer = await this.page.request.put('/lab/api/workspaces/default', {
      data: {
        data: { 'layout-restorer:data': LAYOUT },
        metadata: { id: 'default' }
      }
    });
    expect(answer.ok()).toBe(true);
  }

  /** Load the page anew: what was open is open again. */
  async reload(): Promise<void> {
    // Galata's own waits for a launcher, which is gone by now.
    const loaded = this.page.waitForEvent('domcontentloaded');
    await this.page.evaluate(() => window.location.reload());
    await loaded;
    await this.page.waitForFunction(() => 'jupyterapp' in window);
    await this.page.evaluate(() => window.jupyterapp.restored.then(() => null));
    await this.page.addStyleTag({ content: FONTS });
    await this.page.sidebar.openTab('jp-CostTags');
    await this.settled();
  }

  /** Wait until no section asks. */
  async settled(): Promise<void> {
    await expect(
      this.node.getByRole('heading', { name: 'Cost tags' })
    ).toBeVisible();
    await expect(this.node.locator('.jp-CostTags-skeletons')).toHaveCount(
      0,
      PATIENCE
    );
    await expect(this.node.locator('[aria-busy="true"]')).toHaveCount(
      0,
      PATIENCE
    );
  }

  section(name: string | RegExp): Locator {
    return this.node.getByRole('region', { name });
  }

  get you(): Locator {
    return this.section('You');
  }

  get needs(): Locator {
    return this.section(/^Needs a tag/);
  }

  get month(): Locator {
    return this.section(/^This month/);
  }

  get budgets(): Locator {
    return this.section(/^Budgets/);
  }

  get running(): Locator {
    return this.section(/^Running now/);
  }

  /** The row of a job that needs a tag. */
  row(name: string): Locator {
    return this.needs.getByRole('listitem').filter({ hasText: name });
  }

  async refresh(): Promise<void> {
    await this.node.getByRole('button', { name: /^Refresh( \(|$)/ }).click();
    await this.settled();
  }

  /**
   * Compare the panel, or a part, with its pictures in light and dark; axe judges both. The theme
   * that is there goes first: to change it takes longer than a picture.
   */
  async looks(name: string, options: ILooks = {}): Promise<void> {
    const themes = ['Light', 'Dark'].map(word => `JupyterLab ${word}`);
    if (this._theme !== themes[0]) {
      themes.reverse();
    }
    for (const theme of themes) {
      await this._setTheme(theme);
      const isDark = theme.endsWith('Dark');
      await this._looks(`${name}-${isDark ? 'dark' : 'light'}.png`, options);
      const rules = isDark ? ['color-contrast'] : [];
      expect
        .soft(await violations(this.page, rules), `${name}, ${theme}`)
        .toEqual([]);
    }
  }

  private async _looks(picture: string, options: ILooks): Promise<void> {
    await this.page.mouse.move(900, 20);
    await expect
      .soft(options.part ?? this.node)
      .toHaveScreenshot(picture, { mask: options.mask ?? [] });
  }

  /** By its command: what the focus is on stays open, and it takes no time. */
  private async _setTheme(theme: string): Promise<void> {
    if (theme === this._theme) {
      return;
    }
    this._theme = theme;
    await this.page.evaluate(async theme => {
      await window.jupyterapp.commands.execute('apputils:change-theme', {
        theme
      });
    }, theme);
    await expect(this.page.locator('body')).toHaveAttribute(
      'data-jp-theme-name',
      theme
    );
  }

  private _theme = 'JupyterLab Light';
}

/** What a picture is of: the panel unless said; `mask` covers what differs between runs. */
interface ILooks {
  part?: Locator;
  mask?: Locator[];
}

const STANDARDS = [
  'wcag2a',
  'wcag2aa',
  'wcag21a',
  'wcag21aa',
  'wcag22aa',
  'best-practice'
];

/** What axe finds in the panel, in cards, in an open dialog, and in what stands elsewhere. */
export async function violations(
  page: IJupyterLabPageFixture,
  rules: string[] = []
): Promise<string[]> {
  // Legacy: in this page, which has no frames, instead of in another one that is opened for it.
  // Its source is half a megabyte, which is compiled twice each time unless it is there already.
  const isThere = await page.evaluate(() => 'axe' in window);
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: '0' }) })
    .setLegacyMode()
    .include('.jp-CostTags');
  for (const part of ['status', 'chip', 'badge']) {
    if ((await page.locator(`.jp-CostTags-${part}`).count()) > 0) {
      axe.include(`.jp-CostTags-${part}`);
    }
  }
  // Only these are looked at: what passes need not be described.
  axe.options({ resultTypes: ['violations'] });
  const judge =
    rules.length > 0 ? axe.withRules(rules) : axe.withTags(STANDARDS);
  const { violations: found } = await judge.analyze();
  return found.flatMap(one =>
    one.nodes.map(
      node => `${one.id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`
    )
  );
}

interface IFixtures {
  aws: Aws;
  panel: Panel;
}

interface IShared {
  browserOfAll: BrowserContext;
}

export const test = base.extend<IFixtures, IShared>({
  // One browser with a profile, so that it caches JupyterLab's scripts, compiled, between tests.
  browserOfAll: [
    async ({ playwright, launchOptions }, use) => {
      const context = await playwright.chromium.launchPersistentContext('', {
        ...launchOptions,
        baseURL: process.env['TARGET_URL'],
        locale: 'en-US',
        timezoneId: 'UTC',
        viewport: { width: 1280, height: 1100 }
      });
      await use(context);
      await context.close();
    },
    { scope: 'worker' }
  ],
  context: async ({ browserOfAll }, use, testInfo) => {
    const [blank] = browserOfAll.pages();
    await use(browserOfAll);
    for (const page of browserOfAll.pages().filter(page => page !== blank)) {
      if (testInfo.status !== testInfo.expectedStatus) {
        const body = await page.screenshot();
        await testInfo.attach('the page', { body, contentType: 'image/png' });
      }
      await page.close();
    }
    const cdp = await browserOfAll.newCDPSession(blank!);
    await cdp.send('Storage.clearDataForOrigin', {
      origin: process.env['TARGET_URL'] ?? '',
      storageTypes: 'cookies,local_storage,indexeddb'
    });
    await cdp.detach();
  },
  aws: async ({ request }, use) => {
    const aws = new Aws(request);
    await aws.renew();
    await use(aws);
    await aws.endKernels();
  },
  // A test prepares the world, then opens the panel.
  panel: async ({ page, aws }, use) => {
    await aws.isReady();
    await use(new Panel(page));
  },
  tmpPath: '',
  autoGoto: false,
  // JupyterLab has a folder of its own, which `renew` empties. To stand in for it in the browser
  // would switch the browser's cache off.
  mockConfig: false,
  mockSettings: false,
  mockState: false,
  mockUser: false,
  kernels: null,
  sessions: null,
  terminals: null
});

export { expect };
