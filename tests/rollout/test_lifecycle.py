"""The install script in hostile places: it ends with exit code 0, in time, and says what it did."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import textwrap
import time

import pytest

from jupyter_cost_tags import __version__
from jupyter_cost_tags.problems import BadRequest
from jupyter_cost_tags.rollout.lifecycle import (
    CONFIG,
    MOST_BYTES,
    SETTINGS,
    Place,
    dockerfile,
    parse_settings,
    script,
)

S3 = "s3://bucket/wheels/jupyter_cost_tags-9.9.9-py3-none-any.whl"
POLICY = "version: 1\ntags:\n  - {key: a, required: true}\n"

# Jupyter's environment: what its Python answers, and what its pip does.
PYTHON = """\
#!/bin/bash
[ "$1$2" = -I-B ] && shift 2
case "$1$2" in
  -c*kernelspec*) {kernels} ;;
  -c*get_object*) {from_s3} ;;
  -c*jupyterlab*) {lab} ;;
  -c*importlib.util*) {lacking} ;;
  -c*version*) {installed} ;;
  -mpip) shift 2; echo "pip $*" >>"$RECORD"; {pip} ;;
  -mjupyter_cost_tags.cli) shift 2; echo "cli $*" >>"$RECORD"; {cli} ;;
  *) exit 9 ;;
esac
"""
GOOD = {
    "kernels": "true",
    "from_s3": "exit 1",
    "lab": "echo 4.4.10",
    "lacking": "true",
    "installed": "exit 1",
    "pip": "true",
    "cli": "true",
}


class Box:
    """A place to run a script in: a prefix, a PATH, a home, and what came of it."""

    def __init__(self, folder):
        self.folder = folder
        self.prefix = folder / "a prefix"
        self.tools = folder / "tools"
        self.record = folder / "record"
        self.log = folder / "log"
        self.etc = folder / "etc jupyter"
        self.env = {"PATH": f"{self.tools}:{os.environ['PATH']}", "HOME": str(folder / "home")}
        for made in (self.prefix / "bin", self.tools, folder / "home"):
            made.mkdir(parents=True, exist_ok=True)
        self.python()
        self.tool("sudo", 'shift; exec "$@"')

    def python(self, **changed):
        self._program(self.prefix / "bin" / "python", PYTHON.format(**{**GOOD, **changed}))

    def tool(self, name, body):
        self._program(self.tools / name, f"#!/bin/bash\n{body}\n")

    def _program(self, path, text):
        path.write_text(text)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def run(self, source="index", *, before="", policy=POLICY, seconds=20, settings=None):
        place = Place(str(self.prefix), "", str(self.log))
        made = script(
            "studio", source, policy,
            settings=settings, place=place, seconds=seconds, etc=str(self.etc),
        )  # fmt: skip
        path = self.folder / "lifecycle.sh"
        path.write_text(before + made.text)
        started = time.monotonic()
        done = subprocess.run(
            ["/bin/bash", str(path)],
            check=False,
            env={**self.env, "RECORD": str(self.record)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=60,
            cwd=self.folder,
        )
        self.seconds = time.monotonic() - started
        self.said = done.stdout + done.stderr
        assert done.returncode == 0, self.said
        return self.said

    @property
    def calls(self):
        return self.record.read_text() if self.record.exists() else ""


@pytest.fixture
def box(tmp_path):
    return Box(tmp_path)


def test_it_installs_the_policy_the_package_and_the_guard(box):
    said = box.run()
    assert (
        f"pip install --quiet --no-compile --no-deps jupyter-cost-tags=={__version__}" in box.calls
    )
    assert "cli guard install --user" in box.calls
    assert (box.etc / "cost-tags.yaml").read_text() == POLICY
    assert stat.S_IMODE((box.etc / "cost-tags.yaml").stat().st_mode) == 0o644
    assert f"installed {__version__}" in said
    assert f"installed {__version__}" in box.log.read_text()


def test_what_is_installed_already_stays(box):
    box.python(installed=f"echo {__version__}")
    assert "is installed already" in box.run()
    assert "pip" not in box.calls


def test_a_wheel_in_s3_needs_no_index(box):
    box.tool("aws", 'echo "aws $*" >>"$RECORD"; touch "${@: -1}"')
    box.run(S3)
    assert f"aws s3 cp --only-show-errors {S3}" in box.calls
    assert "pip install --quiet --no-compile --no-deps --no-index" in box.calls


def test_an_image_that_lacks_packages_gets_them(box):
    box.python(lacking="echo typer")
    said = box.run()
    assert "the image lacks: typer" in said
    assert "--no-deps" not in box.calls


def test_a_server_that_runs_already_is_restarted_once(box):
    box.tool("restart-jupyter-server", 'echo restarted >>"$RECORD"')
    box.tool("pgrep", "true")
    box.run()
    assert "restarting Jupyter" in box.said
    box.tool("restart-sagemaker-ui-jupyter-server", 'echo "of unified studio" >>"$RECORD"')
    box.run()
    box.tool("pgrep", "false")
    assert "restarting" not in box.run()


HOSTILE = {
    "no network": {"pip": "echo 'Failed to establish a new connection' >&2; exit 1"},
    "an index that refuses": {"pip": "echo '403 Client Error: Forbidden' >&2; exit 1"},
    "a read-only prefix": {"pip": "echo \"[Errno 30] Read-only file system: '/opt'\" >&2; exit 1"},
    "an old pip": {"pip": "echo 'no such option: --no-index' >&2; exit 2"},
    "pip that crashes": {"pip": "kill -SEGV $$"},
    "pip that hangs, with a child": {"pip": "sleep 300 & sleep 300"},
    "a Python that hangs": {"lab": "sleep 300"},
    "a broken Python": {"lab": "exit 127", "lacking": "exit 127", "installed": "exit 127"},
    "an odd JupyterLab": {"lab": "echo '; touch pwned'"},
    "a guard that can't be installed": {"cli": "exit 1"},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_ends_well_whatever_python_and_pip_do(box, name):
    box.python(**HOSTILE[name])
    hangs = "hangs" in name
    box.run(seconds=2 if hangs else 20)
    assert box.seconds < 15
    assert ("stopped after 2 seconds" in box.said) is hangs
    assert not (box.folder / "pwned").exists()
    if "Python" not in name and "JupyterLab" not in name:
        assert (box.etc / "cost-tags.yaml").exists()


ODD = [
    "a profile $(touch pwned)",
    'o\'neill "quoted"',
    "; rm -rf home",
    "`touch pwned`",
    "spaces and\nlines",
    "ünï-köde",
    "-rf",
    "*",
    "$HOME",
]


@pytest.mark.parametrize(
    "name", ["".join(ODD), *(pytest.param(one, marks=pytest.mark.slow) for one in ODD)]
)
def test_odd_names_of_profiles_and_homes_are_no_commands(box, name):
    home = box.folder / f"h-{name.replace('/', '_')}"
    home.mkdir()
    box.env |= {
        "HOME": str(home),
        "USER": name,
        "SAGEMAKER_SPACE_NAME": name,
        "SAGEMAKER_USER_PROFILE_NAME": name,
        "AWS_REGION": name,
    }
    assert f"installed {__version__}" in box.run()
    assert not (box.folder / "pwned").exists()
    assert (box.folder / "home").exists()


def test_a_full_disk(box):
    box.run(before="ulimit -f 0; trap '' XFSZ\n")
    assert "pip" not in box.calls
    assert not (box.etc / "cost-tags.yaml").exists()


def test_no_tools_at_all(box):
    box.env["PATH"] = str(box.folder / "nowhere")
    assert "JupyterLab" in box.run()


def test_s3_that_refuses(box):
    box.tool("aws", "echo 'AccessDenied' >&2; exit 1")
    assert "check s3:GetObject" in box.run(S3)
    assert "pip" not in box.calls


def test_no_s3_client(box):
    box.tool("aws", "exit 127")
    assert "could not read" in box.run(S3)


def test_without_the_aws_command_the_images_own_boto3_reads_s3(box):
    box.tool("aws", "exit 127")
    box.python(from_s3='echo "s3 $3" >>"$RECORD"; echo wheel', installed="exit 1")
    assert "installed 9.9.9" in box.run(S3)
    assert f"s3 {S3}" in box.calls


def test_the_servers_settings_are_locked_as_the_policy_is(box):
    box.run(settings={"snapshot": "s3://b/daily; touch pwned", "spend": False})
    path = box.etc / CONFIG
    told = {"CostTags": {"snapshot": "s3://b/daily; touch pwned", "spend": False}}
    assert json.loads(path.read_text()) == told
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert not (box.folder / "pwned").exists()


def test_settings_are_those_of_the_server():
    from jupyter_cost_tags.extension import CostTags

    assert set(SETTINGS) == set(CostTags.class_own_traits(config=True))
    given = ["snapshot=s3://b/p", "spend=False", "cost_explorer_daily_cap=2"]
    assert parse_settings(given) == {
        "snapshot": "s3://b/p", "spend": False, "cost_explorer_daily_cap": 2,
    }  # fmt: skip


@pytest.mark.parametrize("pair", ["snapshot", "spend=no", "cost_explorer_daily_cap=x", "x=1", ""])
def test_a_setting_that_is_none_is_refused(pair):
    with pytest.raises(BadRequest):
        parse_settings([pair])


def test_kernels_that_are_not_python_are_named_as_not_guarded(box):
    box.python(kernels="echo ir scala")
    assert "not guarded, since it is not Python: ir scala" in box.run()


def test_no_right_to_become_root(box):
    box.tool("id", "echo 1000")
    box.tool("sudo", "echo 'a password is required' >&2; exit 1")
    said = box.run()
    assert "the policy could not be written" in said
    assert f"installed {__version__}" in said


def test_neither_home_nor_a_place_for_the_log(box):
    box.env.pop("HOME")
    box.log = box.folder / "no" / "such" / "folder" / "log"
    assert f"installed {__version__}" in box.run()


def test_no_jupyter_environment(box):
    (box.prefix / "bin" / "python").unlink()
    assert "nothing is done" in box.run()


def test_recovery_mode_is_left_alone(box):
    box.env["SAGEMAKER_RECOVERY_MODE"] = "true"
    assert "recovery mode" in box.run()
    assert box.calls == ""


@pytest.mark.parametrize(("version", "done"), [("3.6.8", False), ("4.2.7", True), ("10.0", True)])
def test_studio_classic_is_told_why_not(box, version, done):
    box.python(lab=f"echo {version}")
    said = box.run()
    assert ("too old for the panel" in said) is not done
    assert ("pip install" in box.calls) is done


def test_a_term_signal_ends_it_well(box):
    box.python(pip="kill -TERM $PPID; sleep 1")
    box.run()


@pytest.mark.parametrize("target", ["studio", "notebook-instance"])
def test_it_is_small_and_sound(target, tmp_path):
    made = script(target, S3, POLICY)
    assert made.size <= MOST_BYTES
    assert len(made.content) <= 16384
    assert "@" not in made.text.replace("$@", "")
    (tmp_path / "x.sh").write_text(made.text)
    subprocess.run(["/bin/bash", "-n", str(tmp_path / "x.sh")], check=True)
    assert len(made.name) <= 63
    assert script(target, S3, POLICY + "# other\n").name != made.name


def test_a_policy_of_commands_is_only_text(box):
    hostile = "version: 1\n# $(touch pwned) `touch pwned` '\"; touch pwned @VERSION@\n"
    box.run(policy=hostile)
    assert (box.etc / "cost-tags.yaml").read_text() == hostile
    assert not (box.folder / "pwned").exists()


@pytest.mark.parametrize(
    "source",
    [
        "s3://b/x.whl", "https://example.com/x.whl", "s3://bucket/$(id)/jupyter_cost_tags-1-py3-none-any.whl",
        "s3://bucket/a b/jupyter_cost_tags-1-py3-none-any.whl", "s3://B/jupyter_cost_tags-1-py3-none-any.whl",
        "", "/opt/x.whl", S3 + "\n",
    ],
)  # fmt: skip
def test_a_source_that_is_no_wheel_of_ours_is_refused(source):
    with pytest.raises(BadRequest):
        script("studio", source)


def test_a_policy_too_large_for_it_is_refused_with_a_way_out():
    big = "version: 1\n" + "".join(f"# {os.urandom(16).hex()}\n" for _ in range(800))
    with pytest.raises(BadRequest, match="too large") as raised:
        script("studio", policy=big)
    assert "custom image" in raised.value.action


def test_the_lines_of_an_image_name_no_host():
    assert CONFIG not in dockerfile(policy=True)
    text = dockerfile(policy=True, settings={"spend": False})
    assert f"COPY {CONFIG} /etc/jupyter/{CONFIG}" in text
    assert textwrap.dedent(text) == text
    assert "--no-deps" in text
    assert "/etc/jupyter/cost-tags.yaml" in text
