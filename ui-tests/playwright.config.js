// Browser tests: one server (server.py: embedded AWS and JupyterLab), one worker, no retries.
const { execFileSync } = require('node:child_process');

/**
 * A port nobody listens on, and that no connection gets before the server listens: systems hand out
 * those above 32767. Workers inherit the choice through the environment.
 */
function freePort() {
  const ask =
    'const port=20000+Math.floor(Math.random()*12000);' +
    "require('net').createServer().listen(port,'127.0.0.1',function(){console.log(port);this.close()})";
  for (let tries = 20; ; tries--) {
    try {
      const options = { stdio: ['ignore', 'pipe', 'ignore'] };
      return execFileSync(process.execPath, ['-e', ask], options)
        .toString()
        .trim();
    } catch (error) {
      if (tries === 0) {
        throw error;
      }
    }
  }
}

process.env.COST_TAGS_UI_PORT ??= freePort();
const origin = `http://127.0.0.1:${process.env.COST_TAGS_UI_PORT}`;
process.env.TARGET_URL = origin;

const galata = require('@jupyterlab/galata/lib/playwright-config');

module.exports = {
  ...galata,
  testDir: './tests',
  timeout: 120_000,
  expect: { timeout: 15_000, toHaveScreenshot: { maxDiffPixelRatio: 0.01 } },
  workers: 1,
  retries: 0,
  forbidOnly: !!process.env.CI,
  reporter: [['list'], ['html', { open: 'never' }]],
  // One baseline for every machine: the browser is Chromium and the fonts are Liberation's.
  snapshotPathTemplate: '{testDir}/screenshots/{testFileName}/{arg}{ext}',
  use: {
    ...galata.use,
    baseURL: origin,
    locale: 'en-US',
    timezoneId: 'UTC',
    // A trace takes a quarter of the time: `--trace on` for a test that fails.
    trace: 'off',
    video: 'off',
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-dev-shm-usage',
        '--disable-gpu',
        '--font-render-hinting=none',
        '--force-color-profile=srgb'
      ]
    }
  },
  webServer: {
    command: `"${process.env.COST_TAGS_PYTHON || '../.venv/bin/python'}" server.py`,
    url: `${origin}/api`,
    timeout: 120_000,
    stdout: 'pipe',
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5000 },
    reuseExistingServer: false
  }
};
