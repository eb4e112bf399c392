"""Install the built wheel alone into clean JupyterLabs, without Node, and look at the panel.

    scripts/check_wheel.py [4.2 4.6 …]

Needs `make build` and the browser tests' packages. Each JupyterLab runs in an environment that
has nothing of this checkout; the embedded AWS runs beside it, in the product's own.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
LOOK = """
const { chromium } = require(process.env.PLAYWRIGHT);
(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const errors = [];
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) {
      console.error(message.text());
    }
    if (message.type() === 'error' && /cost.tags/i.test(message.text())) {
      errors.push(message.text());
    }
  });
  await page.goto(process.env.LAB);
  await page.waitForTimeout(5000);
  await page.screenshot({ path: process.env.SHOT });
  await page.locator('[data-id="jp-CostTags"]').click({ timeout: 60000 });
  const panel = page.locator('#jp-CostTags');
  await panel.getByText('ana', { exact: true }).first().waitFor({ timeout: 30000 });
  await panel.getByText('train-xgb-0412').first().waitFor({ timeout: 30000 });
  await panel.getByText(/billed to/).waitFor({ timeout: 30000 });
  await page.screenshot({ path: process.env.SHOT });
  await browser.close();
  if (errors.length) {
    throw new Error(errors.join('\\n'));
  }
})().catch(error => {
  console.error(error);
  process.exit(1);
});
"""


def main(versions: list[str]) -> int:
    """Check each JupyterLab; return 1 when one fails."""
    wheels = sorted((ROOT / "dist").glob("*.whl"))
    if not wheels:
        print("There is no wheel: run make build first.")
        return 2
    failed = [version for version in versions if not _works(version, wheels[-1])]
    print(f"{len(versions) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def _works(version: str, wheel: Path) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        python = home / "env" / "bin" / "python"
        uv = [str(ROOT / ".bootstrap" / "bin" / "uv"), "--quiet"]
        subprocess.run([*uv, "venv", str(home / "env")], check=True)
        wanted = [str(wheel), f"jupyterlab=={version}.*"]
        subprocess.run([*uv, "pip", "install", "--python", str(python), *wanted], check=True)
        listed = _output([str(python), "-m", "jupyter", "labextension", "list"], home)
        enabled = "jupyter-cost-tags" in listed and "OK" in listed.split("jupyter-cost-tags")[1]
        with _embedded_aws() as exported, _lab(python, home, exported) as address:
            seen = _look(address, home, version)
        print(
            f"JupyterLab {version}: listed {'OK' if enabled else 'NOT OK'}, panel "
            f"{'works' if seen else 'FAILS'}"
        )
        return enabled and seen


def _environment(home: Path, **more: str) -> dict[str, str]:
    """Return an environment without Node and without anything of this machine's user."""
    kept = {k: v for k, v in os.environ.items() if k in {"LANG", "TMPDIR"}}
    return {**kept, "PATH": "/usr/sbin:/sbin", "HOME": str(home), **more}


def _output(command: list[str], home: Path) -> str:
    told = subprocess.run(
        command, capture_output=True, text=True, check=True, env=_environment(home)
    )
    return told.stdout + told.stderr


@contextmanager
def _embedded_aws() -> Iterator[dict[str, str]]:
    """Yield the environment that the embedded AWS and its company export."""
    command = [str(BIN / "jupyter-cost-tags"), "demo", "--aws-only"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as aws:
        exported: dict[str, str] = {}
        for line in aws.stdout or ():
            found = re.fullmatch(r"export (\w+)=(.*)", line.strip())
            if found:
                exported[found[1]] = "".join(shlex.split(found[2]))
            if "COST_TAGS_POLICY" in exported:  # the last one
                break
        try:
            time.sleep(0.5)
            yield exported
        finally:
            aws.send_signal(signal.SIGINT)
            aws.wait(20)


@contextmanager
def _lab(python: Path, home: Path, exported: dict[str, str]) -> Iterator[str]:
    """Yield the address of a JupyterLab that answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token="]
    environment = _environment(home, **{**exported, "HOME": str(home)})
    with subprocess.Popen(
        [str(python), "-m", "jupyterlab", *settings],
        cwd=home,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as lab:
        address = f"http://127.0.0.1:{port}/lab"
        try:
            _wait_for(f"http://127.0.0.1:{port}/api")
            yield address
        finally:
            lab.terminate()
            lab.wait(20)


def _wait_for(url: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(url, timeout=2).close()  # noqa: S310  (loopback)
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise TimeoutError(url)


def _look(address: str, home: Path, version: str) -> bool:
    shot = Path(tempfile.gettempdir()) / f"cost-tags-lab-{version}.png"
    chromium = _output_of([str(ROOT / "scripts" / "find_chromium")])
    environment = {
        **os.environ,
        "LAB": address,
        "SHOT": str(shot),
        "CHROMIUM_PATH": chromium,
        "PLAYWRIGHT": str(ROOT / "ui-tests" / "node_modules" / "@playwright" / "test"),
    }
    script = home / "look.cjs"
    script.write_text(LOOK, encoding="utf-8")
    done = subprocess.run(["node", str(script)], env=environment, check=False)
    print(f"screenshot: {shot}")
    return done.returncode == 0


def _output_of(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["4.2", "4.6"]))
