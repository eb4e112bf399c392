"""Past launches against documents: lost, kept, unknown; by person, kind and key."""

from __future__ import annotations

import json

import pytest
from policies import GOOD, sample

from jupyter_cost_tags.problems import BadRequest
from jupyter_cost_tags.rollout.evaluate import EVERYTHING
from jupyter_cost_tags.rollout.history import read_history, replay
from jupyter_cost_tags.rollout.iam import Scope, scp

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"


def resource(name, tags, kind="training-job", **more):
    return {
        "arn": f"{HEAD}:{kind}/{name}", "kind": kind, "name": name, "tags": tags,
        "created": "2026-11-10T08:00:00Z", "state": "compliant", **more,
    }  # fmt: skip


def scan(*resources, **more):
    told = {"as_of": "2026-11-23T12:00:00Z", "since": "2026-10-24T12:00:00Z", "complete": True}
    return json.dumps({**told, "resources": list(resources), **more})


def replayed(text):
    documents = [EVERYTHING, *(d.content for d in scp(sample(), Scope()).documents)]
    return replay(sample(), documents, read_history(text, "scan.json").launches)


ANA = {"sagemaker:user-profile-arn": f"{HEAD}:user-profile/d-1/ana"}


def test_what_would_have_been_lost_whose_and_for_which_keys():
    told = replayed(
        scan(
            resource("good", {**GOOD, **ANA}),
            resource("bare", ANA),
            resource("half", {"cost-center": "CC-4711", **ANA}),
            resource("wrong", {**GOOD, "environment": "qa"}, user="ben"),
            resource("space", {"sagemaker:space-arn": f"{HEAD}:space/d-1/lab"}, "endpoint"),
            resource("smoke-1", {}),
        )
    )
    assert told.launches == 6
    assert [one.launched.name for one in told.lost] == ["bare", "half", "wrong", "space"]
    assert told.by_user == {"ana": (3, 2), "ben": (1, 1), "lab": (1, 1), "unknown": (1, 0)}
    assert told.by_kind == {"training-job": (5, 3), "endpoint": (1, 1)}
    assert told.by_key == {"cost-center": (2, 0), "environment": (3, 1)}
    assert told.lost[2].decision.statements == ("RefusedEnvironment",)


def test_a_launch_whose_tags_are_not_known_is_neither_lost_nor_kept():
    text = scan(resource("one", {}, state="unknown"))
    told = replayed(text)
    assert (told.launches, told.unknown, told.lost) == (1, 1, ())
    assert read_history(text, "x").complete is False


def test_what_is_older_than_the_scan_or_no_launch_is_left_out():
    old = resource("old", {}, "endpoint", created="2026-01-01T00:00:00Z")
    app = resource("default", {}, "app")
    step = resource("pipelines-8ab7b121289a-prepare", {}, "processing-job")
    read = read_history(scan(old, app, step, resource("new", GOOD)), "x")
    assert [one.name for one in read.launches] == ["new"]
    assert read.span.days == 30


def test_a_plain_list_of_resources_is_taken():
    read = read_history(json.dumps([resource("new", GOOD)]), "x")
    assert (len(read.launches), read.since, read.complete) == (1, None, True)


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[1]", '{"resources": {}}', '{"resources": [{"kind": "training-job"}]}',
        '{"resources": [{"kind": "training-job", "arn": "a", "tags": {"k": 1}}]}',
        '{"resources": [], "since": "x", "as_of": "y"}', "null", '{"resources": 3}',
    ],
)  # fmt: skip
def test_another_file_is_refused(text):
    if text == '{"resources": {}}':
        assert read_history(text, "x").launches == ()
        return
    with pytest.raises(BadRequest):
        read_history(text, "x")
