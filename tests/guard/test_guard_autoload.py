"""`guard install` and `remove`: other environments' kernels, scripts, subprocesses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from guarded import INHERITED, write
from kernels import Kernel

from jupyter_cost_tags.cli import main
from jupyter_cost_tags.guard import autoload

TRAIN = """
import boto3
from trained import training
boto3.client("sagemaker").create_training_job(**training({name!r}))
"""
# Another environment's kernel does not have the package: hide it, and what loads it.
HIDDEN = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] == "jupyter_cost_tags":
            raise ImportError("not in this environment")
sys.meta_path.insert(0, Hidden())
"""


@pytest.fixture
def site_packages(tmp_path):
    """A folder that stands for this environment's site-packages."""
    site = tmp_path / "site"
    site.mkdir()
    return site


@pytest.fixture
def account(folder, aws, monkeypatch):
    write(folder, mode="fill")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    return aws


def jobs(aws):
    return {job.name: job.tags for job in aws.world.store.of_kind("training-job")}


def script(name, site=None, **environment):
    """Run a script in a Python of its own, with a site-packages folder if one is named."""
    start = f"import site; site.addsitedir({str(site)!r})\n" if site else ""
    return subprocess.run(
        [sys.executable, "-c", start + TRAIN.format(name=name)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )


def test_subprocesses_of_a_notebook_load_it_when_asked(account, site_packages):
    script("before", site_packages)
    assert autoload.install_subprocesses(site_packages).parent == site_packages
    told = script("after", site_packages)
    assert jobs(account) == {"before": {}, "after": INHERITED}
    assert "Cost Tags: Launched after. Added" in told.stderr
    autoload.remove(os.environ, user=False, subprocesses=True, site=site_packages)
    assert list(site_packages.iterdir()) == []
    script("removed", site_packages)
    assert jobs(account)["removed"] == {}


def test_what_no_notebook_started_stays_alone(account, site_packages, monkeypatch):
    autoload.install_subprocesses(site_packages)
    monkeypatch.delenv("COST_TAGS_GUARD_DIR")
    script("cron", site_packages)
    assert jobs(account)["cron"] == {}
    code = f"import site, sys; site.addsitedir({str(site_packages)!r}); print(len(sys.meta_path))"
    plain = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    marked = {**os.environ, "JPY_SESSION_NAME": "a.ipynb"}
    armed = subprocess.run(
        [sys.executable, "-c", code], env=marked, capture_output=True, check=True
    ).stdout
    assert int(armed) == int(plain) + 1


def test_nothing_is_imported_until_botocore_is(account, site_packages):
    autoload.install_subprocesses(site_packages)
    code = (
        f"import site, sys; site.addsitedir({str(site_packages)!r}); import json\n"
        "print([name for name in sys.modules if name.startswith(('jupyter_cost', 'botocore'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_kernels_of_other_environments_load_it_from_the_users_profile(
    account, folder, tmp_path, monkeypatch
):
    ipython = tmp_path / "ipython"
    monkeypatch.setenv("IPYTHONDIR", str(ipython))
    assert main(["guard", "install", "--user"]) == 0
    profile = ipython / "profile_default"
    (profile / "ipython_kernel_config.py").write_text(
        "c = get_config()\nc.InteractiveShellApp.extra_extensions = []\n"
    )
    (profile / "startup" / "00-a-hidden.py").write_text(HIDDEN)
    kernel = Kernel(tmp_path / "runtime")
    try:
        write(folder, mode="fill")
        ran = kernel.run(TRAIN.format(name="elsewhere"))
        assert ran.error is None
        assert jobs(account)["elsewhere"] == INHERITED
        assert ran.card["verdict"] == "filled"
        named = "print([one for one in sys.modules if one.startswith('jupyter_cost')])"
        assert "'jupyter_cost_tags'" not in kernel.run(f"import sys; {named}").text
        assert "mode fill" in kernel.run("%cost_tags").text
    finally:
        kernel.stop()


def test_both_ways_at_once_are_one_guard(account, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    main(["guard", "install", "--user"])
    kernel = Kernel(tmp_path / "runtime")
    try:
        write(folder, mode="fill")
        ran = kernel.run(TRAIN.format(name="once"))
        assert len(ran.cards) == 1
        assert ran.updates == 0
    finally:
        kernel.stop()


def test_a_package_that_is_gone_leaves_kernels_as_they_are(tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    path = autoload.install_user(os.environ)
    folder = str(Path(autoload.__file__).parent)
    path.write_text(path.read_text("utf-8").replace(folder, str(tmp_path / "gone")), "utf-8")
    code = path.read_text("utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_somebody_elses_file_is_left_alone(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    path = tmp_path / "profile_default" / "startup" / autoload.STARTUP
    path.parent.mkdir(parents=True)
    path.write_text("mine = True\n")
    assert main(["guard", "install", "--user"]) == 2
    assert "not ours" in capsys.readouterr().err
    assert main(["guard", "remove", "--user"]) == 0
    assert path.read_text() == "mine = True\n"


def test_remove_says_what_is_gone(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    main(["guard", "install", "--user"])
    assert main(["guard", "remove"]) == 0
    assert autoload.STARTUP in capsys.readouterr().err
    assert main(["guard", "remove"]) == 0
    assert "Nothing of it was installed." in capsys.readouterr().err


def test_install_without_a_word_says_what_there_is(capsys):
    assert main(["guard", "install"]) == 2
    told = capsys.readouterr().err
    assert "--user" in told
    assert "--subprocesses" in told


def test_where_it_loads_is_known(site_packages, tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    assert autoload.installed(os.environ, tmp_path, site_packages) == (None, None, None)
    autoload.install_user(os.environ)
    autoload.install_subprocesses(site_packages)
    found = autoload.installed(os.environ, site=site_packages)
    assert found.kernels.endswith("ipython_config.py")
    assert found.user.endswith(autoload.STARTUP)
    assert found.subprocesses.endswith(".pth")
