"""guard.json: written for the identity, at start and on every change, and never in a GET."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path

import pytest
from launch_lines import HEAD

from jupyter_cost_tags.guard.rules import Rules
from jupyter_cost_tags.models import BundleRequest, GuardRequest, NotebookRequest
from jupyter_cost_tags.problems import (
    BadRequest,
    CostTagsError,
    Exhausted,
    Misconfigured,
    PolicyInvalid,
)
from jupyter_cost_tags.state.home import current_dir


def written(service):
    return json.loads((service.guards.told.folder / "guard.json").read_bytes())


def policy_file():
    return Path(os.environ["COST_TAGS_POLICY"])


def test_kernels_are_told(service, studio):
    told = service.sync_guard(GuardRequest())
    folder = service.guards.told.folder
    assert folder == service.context.state(service.context.identity()).folder
    assert folder == current_dir(os.environ)
    assert stat.S_IMODE((folder / "guard.json").stat().st_mode) == 0o600
    rules = Rules(written(service))
    assert (rules.mode, rules.judges) == ("warn", True)
    assert dict(rules.layers)["user-profile"]["project"] == "churn"
    assert (told.mode, told.problem, told.written) == ("warn", None, service.context.now())


def test_nothing_is_written_before_somebody_asks(service, studio):
    told = service.guard()
    assert (told.written, told.bundle, told.launches, told.problem) == (None, None, [], None)
    assert told.mode == "warn"
    assert studio.control.calls() == []
    assert not Path(os.environ["COST_TAGS_HOME"]).exists()


def test_a_get_reads_and_nothing_else(service, studio):
    service.sync_guard(GuardRequest())
    studio.control.reset()
    before = files()
    for _ in range(3):
        service.guard()
    assert studio.control.calls() == []
    assert files() == before


def test_a_changed_policy_is_told_without_asking_aws(service, studio):
    service.guards.sync()
    studio.control.reset()
    policy_file().write_text(policy_file().read_text().replace("mode: warn", "mode: block"))
    service.guards.sync_if_changed()
    assert (written(service)["mode"], service.guard().mode) == ("block", "block")
    assert studio.control.calls() == []


def test_nothing_changed_nothing_written(service):
    service.guards.sync()
    before = files()
    for _ in range(3):
        service.guards.sync_if_changed()
    assert files() == before


def test_a_policy_that_breaks_leaves_the_last_good_one(service):
    service.guards.sync()
    policy_file().write_text("version: 1\nmdoe: warn\n")
    service.guards.sync_if_changed()
    told = service.guard()
    assert (written(service)["policy"], told.mode) == ("policy", "warn")
    assert told.problem.code == "policy-invalid"


def test_a_policy_that_was_never_good_is_unreadable(start):
    policy_file().write_text("version: 1\nmdoe: warn\n")
    service = start()
    service.guards.sync()
    assert written(service)["policy"] == "unreadable"
    assert service.guard().problem.code == "policy-invalid"


def test_a_new_identity_is_told(service, studio):
    """Somebody tags the profile; the panel's refresh reads it, and kernels know at once."""
    service.guards.sync()
    profile = service.context.identity().profile_arn
    studio.control.tags(profile, set={"project": "ranking"})
    service.guards.sync_if_changed()
    assert dict(Rules(written(service)).layers)["user-profile"]["project"] == "churn"
    service.context.whoami(not_before=float("inf"))
    service.guards.sync_if_changed()
    assert dict(Rules(written(service)).layers)["user-profile"]["project"] == "ranking"


def test_a_file_that_was_lost_is_written_again(service):
    service.guards.sync()
    (service.guards.told.folder / "guard.json").unlink()
    service.guards.sync_if_changed()
    assert written(service)["mode"] == "warn"


def test_who_follows_is_told_where(start):
    seen = []
    service = start()
    service.guards.tell = seen.append
    service.guards.sync()
    assert set(seen) == {service.guards.told.folder}


def test_an_identity_that_can_t_be_read_leaves_the_last_file(start, studio):
    start().guards.sync()
    service = start()
    studio.control.add_faults([{"op": "sts:*", "code": "ExpiredToken", "status": 403}])
    studio.control.add_faults([{"op": "sagemaker:*", "code": "ExpiredToken"}])
    with pytest.raises(CostTagsError):
        service.guards.sync()
    assert service.guard().problem.code == "credentials-expired"
    assert service.guard().written is None
    assert (current_dir(os.environ) / "guard.json").exists()


def test_what_aws_did_not_tell_is_said(start, studio):
    studio.control.deny(["sagemaker:ListTags"])
    service = start()
    service.guards.sync()
    problem = service.guard().problem
    assert problem.message.startswith("Kernels don't know all of your tags:")
    assert problem.iam_action == "sagemaker:ListTags"


def test_a_disk_that_can_t_be_written_is_said_and_tried_again_later(service):
    service.guards.sync()
    folder = service.guards.told.folder
    (folder / "guard.json").unlink()
    shutil.rmtree(folder / "launches")
    (folder / "launches").write_text("in the way")
    with pytest.raises(Exhausted):
        service.guards.sync()
    problem = service.guard().problem
    assert (problem.code, "COST_TAGS_HOME" in problem.action) == ("guard-unwritable", True)
    (folder / "launches").unlink()
    service.guards.sync()
    assert service.guard().problem is None


def test_an_admin_turns_it_off(start, studio):
    service = start(guard=False)
    told = service.guard()
    assert (told.mode, told.problem.code) == ("off", "guard-off")
    for ask in (
        lambda: service.sync_guard(GuardRequest()),
        lambda: service.choose_bundle(BundleRequest(bundle=None)),
        lambda: service.choose_for_notebook(NotebookRequest(path="a.ipynb")),
    ):
        with pytest.raises(Misconfigured) as caught:
            ask()
        assert caught.value.code == "guard-off"
    assert studio.control.calls() == []


def test_a_bundle_for_all_notebooks(service, start):
    told = service.choose_bundle(BundleRequest(bundle="churn"))
    assert (told.bundle, written(service)["bundle"]) == ("churn", "churn")
    again = start()
    again.guards.sync()
    assert again.guard().bundle == "churn"
    assert again.choose_bundle(BundleRequest(bundle=None)).bundle is None


def test_a_bundle_that_is_not_there(service):
    with pytest.raises(BadRequest) as caught:
        service.choose_bundle(BundleRequest(bundle="chrun"))
    assert caught.value.code == "bundle-unknown"
    assert "Did you mean churn?" in caught.value.message
    assert "ranking" in caught.value.action


def test_a_bundle_that_the_policy_lost(service):
    service.choose_bundle(BundleRequest(bundle="churn"))
    policy_file().write_text(policy_file().read_text().replace("churn:", "churned:"))
    service.guards.sync_if_changed()
    assert (service.guard().bundle, written(service)["bundle"]) == (None, None)


def test_a_notebooks_own_choice(service):
    request = NotebookRequest(kernel_id="k1", path="work/a.ipynb", bundle="ranking")
    told = service.choose_for_notebook(request)
    (one,) = told.notebooks
    assert (one.kernel_id, one.path, one.bundle) == ("k1", "work/a.ipynb", "ranking")
    assert Rules(written(service)).notebook("k1", None).bundle == "ranking"
    emptied = service.choose_for_notebook(NotebookRequest(kernel_id="k1", path="work/a.ipynb"))
    assert (emptied.notebooks, written(service)["notebooks"]) == ([], {})


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        ({"aws:x": "y"}, "key-reserved"),
        ({"sagemaker:domain-arn": "y"}, "key-reserved"),
        ({"team": "y"}, "key-protected"),
        ({"colour": "blue"}, "key-not-in-policy"),
        ({"environment": "Prod"}, "value-not-allowed"),
        ({"project": ""}, "tag-invalid"),
        ({"project": "a\nb"}, "tag-invalid"),
    ],
)
def test_tags_that_nobody_may_choose(service, tags, code):
    with pytest.raises(BadRequest) as caught:
        service.choose_for_notebook(NotebookRequest(path="a.ipynb", tags=tags))
    assert (caught.value.code, bool(caught.value.action)) == (code, True)
    assert service.guard().notebooks == []


@pytest.mark.parametrize("path", ["", "a\x00.ipynb", "a\n.ipynb"])
def test_a_path_that_is_none(service, path):
    with pytest.raises(BadRequest) as caught:
        service.choose_for_notebook(NotebookRequest(path=path))
    assert caught.value.code == "path-invalid"


def test_nothing_is_chosen_while_the_policy_is_not_known(start):
    policy_file().write_text("version: 1\nmdoe: warn\n")
    with pytest.raises(PolicyInvalid):
        start().choose_bundle(BundleRequest(bundle="churn"))


def test_two_servers_on_one_home(start):
    one, other = start(), start()
    one.choose_bundle(BundleRequest(bundle="churn"))
    other.choose_for_notebook(NotebookRequest(path="a.ipynb", bundle="ranking"))
    one.guards.sync_if_changed()
    assert written(one)["bundle"] == "churn"
    assert list(written(one)["notebooks"]) == ["path:a.ipynb"]
    assert one.guard().notebooks == other.guard().notebooks
    before = files()
    for _ in range(3):  # they don't write against each other
        one.guards.sync_if_changed()
        other.guards.sync_if_changed()
        before = before if _ else files()
    assert files() == before


def test_nothing_secret_is_in_the_file(service):
    service.guards.sync()
    text = (service.guards.told.folder / "guard.json").read_text()
    assert HEAD not in text
    for secret in ("ASIA", "secret", "token"):
        assert secret not in text


def files():
    home = Path(os.environ["COST_TAGS_HOME"])
    return {
        str(path): (path.lstat().st_mtime_ns, path.lstat().st_size)
        for path in home.rglob("*")
        if path.is_file()
    }
