"""The install script with a real Python, pip, wheel and JupyterLab, in an image of our own.

The image has what this environment has, except the product; a folder stands for S3.
"""

from __future__ import annotations

import contextlib
import ensurepip
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
import zipfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from jupyter_cost_tags import __version__
from jupyter_cost_tags.rollout.lifecycle import CONFIG, Place, script

ROOT = Path(__file__).resolve().parents[2]
WHEEL = f"jupyter_cost_tags-{__version__}-py3-none-any.whl"
S3 = f"s3://bucket/wheels/{WHEEL}"
POLICY = "version: 1\ntags:\n  - {key: a, required: true}\n"
OURS = ("jupyter_cost_tags", "__editable__", "_jupyter_cost_tags")
VERSIONS = 'from importlib.metadata import version as v; print(v("boto3"), v("jupyterlab"))'
START = 60.0  # seconds; most of it is this machine's


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel, with the front end that `make test` has built."""
    folder = tmp_path_factory.mktemp("s3")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder / WHEEL


class Image:
    """An environment with JupyterLab and all that it carries, a home, and what stands for S3."""

    def __init__(self, folder: Path, wheel: Path, *, pip: bool = True) -> None:
        self.folder, self.prefix, self.home = folder, folder / "opt conda", folder / "home"
        self.etc, self.tools = folder / "etc", folder / "tools"
        for made in (self.home, self.tools):
            made.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "venv", "--without-pip", str(self.prefix)]
        subprocess.run(command, check=True)
        self.packages = next((self.prefix / "lib").glob("python3*/site-packages"))
        carried = folder / "carried"
        carried.mkdir()
        for entry in Path(next(p for p in sys.path if p.endswith("site-packages"))).iterdir():
            if not entry.name.startswith((*OURS, "pip")):
                (carried / entry.name).symlink_to(entry)
        (self.packages / "carried.pth").write_text(f"{carried}\n")
        if pip:
            bundled = next((Path(ensurepip.__file__).parent / "_bundled").glob("pip-*.whl"))
            zipfile.ZipFile(bundled).extractall(self.packages)
        share = self.prefix / "share" / "jupyter"
        share.mkdir(parents=True)
        (share / "lab").symlink_to(Path(sys.prefix) / "share" / "jupyter" / "lab")
        enabled = self.prefix / "etc/jupyter/jupyter_server_config.d"
        enabled.mkdir(parents=True)
        shutil.copy(
            Path(sys.prefix) / "etc/jupyter/jupyter_server_config.d/jupyterlab.json", enabled
        )
        self.env = {
            "PATH": f"{self.tools}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.home),
            "JUPYTER_CONFIG_PATH": str(self.etc),
        }
        self.tool("aws", f'[ "$2" = cp ] && cp "{wheel.parent}/${{4##*/}}" "$5"')

    def tool(self, name: str, body: str) -> None:
        (self.tools / name).write_text(f"#!/bin/bash\n{body}\n")
        (self.tools / name).chmod(0o755)

    def install(self, source=S3, *, seconds=50, before="", wrapped=()):
        place = Place(str(self.prefix), "", str(self.folder / "log"))
        settings = {"spend": False}
        made = script(
            "studio", source, POLICY,
            settings=settings, place=place, seconds=seconds, etc=str(self.etc),
        )  # fmt: skip
        path = self.folder / "lifecycle.sh"
        path.write_text(before + made.text)
        done = subprocess.run(
            [*wrapped, "/bin/bash", str(path)],
            check=False, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=120, cwd=self.home,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    def ask(self, code):
        """Ask the image's Python."""
        done = subprocess.run(
            [self.prefix / "bin/python", "-I", "-c", code],
            check=True, env=self.env, capture_output=True, text=True,
        )  # fmt: skip
        return done.stdout.strip()

    def bytecode(self):
        """Return the compiled modules of what the image carries."""
        carried = (self.folder / "carried").iterdir()
        found = [path for entry in carried for path in entry.rglob("*.pyc")]
        return {*self.folder.rglob("*.pyc"), *found}

    @contextlib.contextmanager
    def lab(self):
        """Start JupyterLab as the image would; yields its URL once it answers."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        runtime = self.folder / "runtime"
        command = [
            self.prefix / "bin/python", "-m", "jupyterlab", "--no-browser", "--allow-root",
            "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
            "--IdentityProvider.token=", f"--ServerApp.root_dir={self.folder}",
        ]  # fmt: skip
        log = (self.folder / "lab.log").open("w")
        # Modules in the way of JupyterLab's own are no matter of the script.
        env = {name: value for name, value in self.env.items() if name != "PYTHONPATH"}
        env |= {"HOME": str(self.folder), "JUPYTER_RUNTIME_DIR": str(runtime)}
        server = subprocess.Popen(command, env=env, cwd=self.folder, stdout=log, stderr=log)
        url = f"http://127.0.0.1:{port}"
        try:
            until = time.monotonic() + START
            while not answers(f"{url}/api/status"):
                assert server.poll() is None, (self.folder / "lab.log").read_text()
                assert time.monotonic() < until, (self.folder / "lab.log").read_text()
                time.sleep(0.1)
            yield url
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(20)
            log.close()


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310  (loopback)
            return json.loads(answer.read() or b"{}") or True
    except (OSError, ValueError):
        return None


@pytest.fixture
def image(tmp_path, wheel):
    return Image(tmp_path, wheel)


def test_a_wheel_from_s3_is_installed_beside_what_the_image_has(image):
    before = image.ask(VERSIONS)
    said = image.install()
    assert f"installed {__version__}" in said, said
    assert "kernels of other environments of this home load the guard as well" in said
    assert image.ask(VERSIONS) == before
    where = image.ask("import jupyter_cost_tags; print(jupyter_cost_tags.__file__)")
    assert Path(where).is_relative_to(image.packages)
    assert (image.etc / "cost-tags.yaml").read_text() == POLICY
    assert json.loads((image.etc / CONFIG).read_text()) == {"CostTags": {"spend": False}}
    share = image.prefix / "share/jupyter/labextensions/jupyter-cost-tags/package.json"
    assert json.loads(share.read_text())["name"] == "jupyter-cost-tags"


@pytest.mark.slow
def test_jupyterlab_then_has_the_server_part_and_the_locked_settings(image):
    image.install()
    with image.lab() as url:
        told = answers(f"{url}/jupyter-cost-tags/api/status")
    assert told["version"] == __version__
    assert told["meter"]["spend_enabled"] is False


class Refusing(BaseHTTPRequestHandler):
    """An index that refuses."""

    def do_GET(self):
        self.send_error(403)

    def log_message(self, *_):
        """Say nothing."""


@contextlib.contextmanager
def refusing_index():
    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/simple"
        server.shutdown()


@contextlib.contextmanager
def hanging_index():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(50)
        yield f"http://127.0.0.1:{server.getsockname()[1]}/simple"


def from_index(index, **how):
    def run(image):
        with index() as url:
            image.env["PIP_INDEX_URL"] = url
            return image.install("index", **how)

    return run


def hostile_home(image):
    """A home with names of commands and modules in the way."""
    image.home = image.folder / "o'neill \"$(touch pwned)`touch pwned`; touch pwned"
    image.home.mkdir()
    for name in ("pip", "boto3", "jupyterlab", "jupyter_cost_tags"):
        (image.home / f"{name}.py").write_text("open('pwned', 'w'); raise SystemExit(3)\n")
    image.env |= {
        "HOME": str(image.home), "PYTHONPATH": str(image.home), "USER": image.home.name,
    }  # fmt: skip
    return image.install()


def broken_settings_of_pip(image):
    (image.home / ".pip").mkdir()
    (image.home / ".pip" / "pip.conf").write_text("[global\nindex-url = = =\n")
    return image.install()


def cut_short(image):
    image.tool("aws", 'head -c 5000 /dev/urandom >"$5"')
    return image.install()


def read_only(image):
    """A user who may not write there; root may, unless that right is taken."""
    (image.packages).chmod(0o555)
    without = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    said = image.install(wrapped=without if os.geteuid() == 0 else ())
    image.packages.chmod(0o755)
    return said


def without_pip(image):
    shutil.rmtree(image.packages / "pip")
    return image.install()


def without_s3(image):
    image.tool("aws", "echo AccessDenied >&2; exit 1")
    image.env |= {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_EC2_METADATA_DISABLED": "true"}
    return image.install()


CUT_OFF = "pip that is ended in the middle"
HOSTILE = {
    "a disk that fills up while pip writes": lambda image: image.install(
        before="ulimit -f 24; trap '' XFSZ\n"
    ),
    "no network": from_index(lambda: contextlib.nullcontext("http://127.0.0.1:9/simple")),
    "an index that refuses": from_index(refusing_index),
    "an index that hangs": from_index(hanging_index, seconds=4),
    "S3 that refuses": without_s3,
    "a wheel that is cut short": cut_short,
    "a prefix that is read only": read_only,
    "an image without pip": without_pip,
    "broken settings of pip": broken_settings_of_pip,
    "odd names, and modules in the way": hostile_home,
    CUT_OFF: lambda image: image.install(seconds=2),
    "no room for temporary files": lambda image: image.install(
        before="export TMPDIR=/nonexistent; mktemp() { return 1; }; export -f mktemp\n"
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_jupyterlab_starts_whatever_went_wrong(image, name):
    bytecode = image.bytecode()
    said = HOSTILE[name](image)
    assert image.bytecode() == bytecode  # none that a full disk could cut short
    assert "jupyter-cost-tags:" in said
    assert not list(image.folder.rglob("pwned"))
    works = f"installed {__version__}" in said
    if name != CUT_OFF:  # which may have been quick enough
        assert works is (name == "odd names, and modules in the way"), said
    with image.lab() as url:
        assert answers(f"{url}/api/status")
        if works:
            assert answers(f"{url}/jupyter-cost-tags/api/status")["version"] == __version__


def test_there_are_twelve_of_them():
    assert len(HOSTILE) == 12
