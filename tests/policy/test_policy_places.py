"""Names of policy files that are no good names, and the steps that a pattern takes."""

import json
import sys

import pytest

from jupyter_cost_tags.guard import pattern as engine
from jupyter_cost_tags.guard.pattern import compile_pattern
from jupyter_cost_tags.policy.store import PolicyStore
from jupyter_cost_tags.policy.view import policy_view


@pytest.mark.parametrize(
    "named",
    ["~nobody-of-that-name/x.yaml", "s3://bucket/key", "ssm:/policy", "x.yaml", "./x.yaml"],
)
def test_a_name_that_is_no_absolute_path_is_told(tmp_path, named):
    loaded = PolicyStore({"COST_TAGS_POLICY": named}, [tmp_path / "none"], []).current()
    assert loaded.policy is None
    assert loaded.unread
    assert f"{named} is not an absolute path" in loaded.problem.message


@pytest.mark.parametrize("exists", [True, False])
def test_a_name_that_is_no_utf8_can_be_told(tmp_path, exists):
    path = tmp_path / "\udcff.yaml"
    if exists:
        path.write_text("version: 1\n")
    loaded = PolicyStore({"COST_TAGS_POLICY": str(path)}, [tmp_path / "none"], []).current()
    told = json.loads(policy_view(loaded).model_dump_json())
    assert "\\udcff.yaml" in (told["sources"][0] if exists else told["problem"]["message"])


def test_a_last_good_policy_is_no_unread_one(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("version: 1\n")
    store = PolicyStore({"COST_TAGS_POLICY": str(path)}, [tmp_path / "none"], [])
    assert not store.current().unread
    path.write_text("version: one\n")
    loaded = store.current()
    assert (loaded.unread, loaded.problem is None) == (False, False)


def steps(pattern, value):
    """Return how many lines of the engine run while a value is matched."""
    compiled = compile_pattern(pattern)
    count = 0

    def trace(frame, event, _):
        nonlocal count
        if frame.f_code.co_filename != engine.__file__:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        compiled.matches(value)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "pattern",
    ["a*" * 400 + "b", "a?" * 400 + "b", "[ab]*" * 200 + "c", "a{0,255}" * 4 + "b", ".*" * 500],
    ids=lambda pattern: pattern[:9],
)
def test_every_character_takes_the_same_few_steps(pattern):
    short, long = steps(pattern, "a" * 128), steps(pattern, "a" * 256)
    assert long - short <= 128 * 12
    assert short <= 128 * 12 + 5 * len(pattern)
