"""The policy in force: which files count, what a change does, and what a bad file does not."""

import os
import sys
import threading
from pathlib import Path

import pytest
from jupyter_core.paths import ENV_CONFIG_PATH

from jupyter_cost_tags.policy.locate import ADMIN_PATHS, jupyter_folders, places
from jupyter_cost_tags.policy.store import PolicyStore
from jupyter_cost_tags.policy.view import policy_view

WARN = "version: 1\nmode: warn\n"
BLOCK = "version: 1\nmode: block\ntags: [{key: cost-center, required: true}]\n"
BAD = "version: 1\nmdoe: warn\n"


class Machine:
    """A machine with an admin's two folders, the environment's and the user's."""

    def __init__(self, root):
        self.admins = [root / "etc" / "cost-tags.yaml", root / "usr-local" / "cost-tags.yaml"]
        self.environment = root / "env" / "cost-tags.yaml"
        self.user = root / "user" / "cost-tags.yaml"
        self.named = root / "named.yaml"
        for path in (*self.admins, self.environment, self.user):
            path.parent.mkdir()
        self.environ = {}

    def store(self):
        folders = [self.environment.parent, self.user.parent]
        return PolicyStore(self.environ, admin_paths=self.admins, folders=folders)


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def write(path, text):
    """Write as editors do: a new file in the old one's place."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text)
    fresh.replace(path)


def test_no_file_is_no_policy_and_no_problem(machine):
    loaded = machine.store().current()
    assert (loaded.policy, loaded.sources, loaded.problem) == (None, (), None)


def test_the_first_admin_file_counts(machine):
    write(machine.admins[1], BLOCK)
    assert machine.store().current().policy.mode == "block"
    write(machine.admins[0], WARN)
    loaded = machine.store().current()
    assert loaded.policy.mode == "warn"
    assert loaded.sources == (str(machine.admins[0]),)


def test_without_an_admin_the_named_file_then_the_environments_then_the_users(machine):
    write(machine.user, WARN)
    assert machine.store().current().sources == (str(machine.user),)
    write(machine.environment, BLOCK)
    assert machine.store().current().sources == (str(machine.environment),)
    write(machine.named, "version: 1\nmode: fill\n")
    machine.environ["COST_TAGS_POLICY"] = str(machine.named)
    loaded = machine.store().current()
    assert (loaded.policy.mode, loaded.sources) == ("fill", (str(machine.named),))


def test_all_others_tighten_an_admins(machine):
    write(machine.admins[0], WARN)
    write(machine.environment, BLOCK)
    write(machine.user, "version: 1\nmode: off\nprotected: [team]\n")
    loaded = machine.store().current()
    assert loaded.policy.mode == "block"
    assert loaded.policy.required_keys == ("cost-center",)
    assert loaded.policy.protected == {"team"}
    assert loaded.sources == tuple(map(str, (machine.admins[0], machine.environment, machine.user)))


def test_the_admins_file_named_again_counts_once(machine):
    write(machine.admins[0], WARN)
    machine.environ["COST_TAGS_POLICY"] = str(machine.admins[0])
    assert machine.store().current().sources == (str(machine.admins[0]),)


def test_a_named_file_that_is_missing_is_told(machine):
    machine.environ["COST_TAGS_POLICY"] = str(machine.named)
    loaded = machine.store().current()
    assert loaded.policy is None
    assert loaded.problem.code == "policy-invalid"
    assert loaded.problem.message == f"{machine.named}: there is no such file."
    assert loaded.problem.action == "Correct the policy file; until then nothing is judged."


def test_a_bad_first_file_does_not_let_the_second_stand(machine):
    write(machine.environment, BAD)
    write(machine.user, WARN)
    loaded = machine.store().current()
    assert loaded.policy is None
    assert "did you mean" in loaded.problem.message


@pytest.mark.parametrize("named", ["cost-tags.yaml", "./x/cost-tags.yaml", "../cost-tags.yaml"])
def test_nothing_is_read_from_the_notebooks_folder(machine, tmp_path, monkeypatch, named):
    notebook = tmp_path / "notebooks" / "x"
    notebook.mkdir(parents=True)
    for folder in (notebook, notebook.parent):
        (folder / "cost-tags.yaml").write_text(WARN)
    monkeypatch.chdir(notebook.parent)
    assert machine.store().current().policy is None
    machine.environ["COST_TAGS_POLICY"] = named
    loaded = machine.store().current()
    assert loaded.policy is None
    assert "is not an absolute path" in loaded.problem.message
    assert places({}, [Path()], machine.admins).others == ()


def test_a_tilde_is_the_home(machine, tmp_path):
    (tmp_path / "home" / "policy.yaml").write_text(WARN)
    machine.environ["COST_TAGS_POLICY"] = "~/policy.yaml"
    assert machine.store().current().policy.mode == "warn"


def test_a_change_is_seen(machine):
    store = machine.store()
    write(machine.user, WARN)
    assert store.current().policy.mode == "warn"
    write(machine.user, BLOCK)
    assert store.current().policy.mode == "block"
    machine.user.unlink()
    assert store.current().policy is None


def test_a_change_that_keeps_size_and_time_is_seen(machine):
    """As `cp --preserve`, `rsync` and configuration managers make it."""
    machine.user.write_text(WARN)
    store = machine.store()
    assert store.current().policy.mode == "warn"
    before = machine.user.stat()
    machine.user.write_text(WARN.replace("warn", "fill"))
    os.utime(machine.user, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert machine.user.stat().st_size == before.st_size
    assert store.current().policy.mode == "fill"


def test_nothing_is_read_again_without_a_change(machine):
    write(machine.user, WARN)
    store = machine.store()
    assert store.current() is store.current()


def test_a_bad_change_keeps_the_last_good_policy_and_tells(machine):
    write(machine.admins[0], BLOCK)
    store = machine.store()
    good = store.current()
    write(machine.admins[0], BAD)
    loaded = store.current()
    assert loaded.policy == good.policy
    assert loaded.sources == good.sources
    assert f'{machine.admins[0]}:2: unknown field "mdoe"; did you mean "mode"?' in (
        loaded.problem.message
    )
    assert loaded.problem.action == (
        "Correct the policy file; the last good policy stays in force."
    )
    write(machine.admins[0], WARN)
    assert store.current().problem is None


def test_rights_taken_and_given_back_are_seen(machine):
    write(machine.user, WARN)
    store = machine.store()
    assert store.current().problem is None
    root = os.geteuid() == 0
    machine.user.chmod(0)
    if root:
        os.seteuid(65534)
    try:
        assert "can't be read" in store.current().problem.message
        assert store.current().policy.mode == "warn"
    finally:
        if root:
            os.seteuid(0)
    machine.user.chmod(0o644)
    assert store.current().problem is None


def test_a_bad_user_file_leaves_the_admins_in_force(machine):
    write(machine.admins[0], BLOCK)
    write(machine.user, BAD)
    loaded = machine.store().current()
    assert loaded.policy.mode == "block"
    assert loaded.sources == (str(machine.admins[0]),)
    assert str(machine.user) in loaded.problem.message


def test_a_bad_admin_file_lets_nobody_be_exempt(machine):
    write(machine.admins[0], BAD)
    write(machine.user, BLOCK + "exempt: {kinds: [training-job]}\n")
    loaded = machine.store().current()
    assert loaded.policy.mode == "block"
    assert not loaded.policy.is_exempt("training-job", "t")
    assert str(machine.admins[0]) in loaded.problem.message


def test_a_bad_admin_file_alone_is_no_policy(machine):
    write(machine.admins[0], BAD)
    loaded = machine.store().current()
    assert loaded.policy is None
    assert loaded.problem is not None


def test_every_problem_is_told(machine):
    write(machine.admins[0], "version: 1\ntags: [{key: k, values: [a]}]\n")
    write(machine.environment, "version: 1\ntags: [{key: k, values: [b]}]\n")
    write(machine.user, BAD)
    message = machine.store().current().problem.message
    assert [part in message for part in ("No value of k", str(machine.user))] == [True, True]


@pytest.mark.parametrize("kind", ["folder", "fifo", "loop", "binary", "device"])
def test_no_file_stops_the_store(machine, kind):
    path = machine.admins[0]
    make = {
        "folder": path.mkdir,
        "fifo": lambda: os.mkfifo(path),
        "loop": lambda: path.symlink_to(path),
        "binary": lambda: path.write_bytes(bytes(range(256)) * 50),
        "device": lambda: path.symlink_to("/dev/zero"),
    }
    make[kind]()
    loaded = machine.store().current()
    assert loaded.policy is None
    assert str(path) in loaded.problem.message


def test_many_threads_and_a_writer_always_see_a_whole_policy(machine):
    write(machine.user, WARN)
    store = machine.store()
    seen = []

    def look():
        seen.extend(store.current() for _ in range(200))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for text in (BLOCK, WARN, BAD) * 5:
        write(machine.user, text)
    for thread in threads:
        thread.join()
    assert len(seen) == 800
    assert {loaded.policy.mode for loaded in seen} <= {"warn", "block"}


def test_the_admins_places():
    assert [str(path) for path in ADMIN_PATHS] == [
        "/etc/jupyter/cost-tags.yaml",
        "/usr/local/etc/jupyter/cost-tags.yaml",
    ]


@pytest.mark.parametrize("preferred", ["0", "1"])
def test_jupyters_folders_are_the_environments_then_the_users(monkeypatch, preferred):
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", preferred)
    folders = jupyter_folders()
    environment = folders.index(Path(ENV_CONFIG_PATH[0]))
    assert environment < folders.index(Path(os.environ["JUPYTER_CONFIG_DIR"]))


def test_an_admins_folder_is_not_a_users(tmp_path):
    admin = tmp_path / "cost-tags.yaml"
    admin.write_text(WARN)
    assert places({}, [tmp_path], [admin]).others == ()


def test_the_view_of_no_policy(machine):
    view = policy_view(machine.store().current())
    assert (view.state, view.mode, view.keys, view.bundles) == ("none", "off", [], [])


def test_the_view_of_a_policy(machine):
    write(
        machine.user,
        "version: 1\nmode: fill\ntags:\n- {key: k, required: true, values: {a: A, b: },"
        " default: a}\n- {key: p, pattern: '[a-z]+'}\nbundles: {x: {k: a}}\nprotected: [p, team]\n",
    )
    view = policy_view(machine.store().current()).model_dump()
    assert view == {
        "state": "policy",
        "mode": "fill",
        "keys": [
            {
                "key": "k",
                "required": True,
                "required_for": None,
                "wildcards": None,
                "values": [{"value": "a", "label": "A"}, {"value": "b", "label": None}],
                "pattern": None,
                "default": "a",
                "protected": False,
            },
            {
                "key": "p",
                "required": False,
                "required_for": None,
                "wildcards": None,
                "values": None,
                "pattern": "[a-z]+",
                "default": None,
                "protected": True,
            },
            {
                "key": "team",
                "required": False,
                "required_for": None,
                "wildcards": None,
                "values": None,
                "pattern": None,
                "default": None,
                "protected": True,
            },
        ],
        "bundles": [{"name": "x", "tags": {"k": "a"}}],
        "sources": [str(machine.user)],
        "problem": None,
        "organisation": {"state": "not-asked", "as_of": None, "problem": None},
    }


def test_nothing_heavy_is_imported_with_the_rules():
    import subprocess

    code = (
        "import sys, jupyter_cost_tags.policy.rules, jupyter_cost_tags.guard.grammar\n"
        "print(sorted({'yaml', 'pydantic', 'boto3', 'tornado', 'jupyter_core'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
