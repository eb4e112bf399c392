"""`%cost_tags` and `%%cost_tags` in a real kernel."""

from __future__ import annotations

import pytest
from guarded import INHERITED, lines, write
from launching import of


def test_cell_tags_are_for_one_cell(kernel, aws):
    ran = kernel.run("%%cost_tags project=cell environment=prod\n\ntrain('one')\nprint(1 + 1)")
    assert (ran.error, ran.text) == (None, "2\n")
    assert of(aws, "one") == {"project": "cell", "environment": "prod"}
    kernel.run("train('two')")
    assert of(aws, "two") == {}


def test_cell_tags_leave_the_rest_of_the_cell_as_it_is(kernel, aws):
    assert kernel.run("%%cost_tags project=cell\n%%time\ntrain('timed')").error is None
    assert of(aws, "timed") == {"project": "cell"}
    ran = kernel.run("%%cost_tags project=cell\nvalue = 41\nvalue + 1\n1/0")
    assert ran.error == "ZeroDivisionError"
    assert kernel.run("print(value)").text == "41\n"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("project", "key=value"),
        ("", "Name the tags"),
        ("environment=Prod", "Did you mean prod?"),
        ("projct=churn", "Did you mean project?"),
        ("team=x", "protected"),
        ("aws:x=y", "reserved"),
        ('project="churn', "quotation"),
    ],
)
def test_cell_tags_that_are_wrong_run_nothing(kernel, aws, line, word):
    ran = kernel.run(f"%%cost_tags {line}\ntrain('never')")
    assert "UsageError" in ran.text or ran.error == "UsageError"
    assert word in ran.text + "".join(ran.traceback)
    assert aws.world.store.of_kind("training-job") == []


def test_the_magic_shows_and_steers(kernel, aws):
    shown = kernel.run("%cost_tags").text
    assert "mode warn" in shown
    assert "not added; user-profile has CC-4711" in shown
    shown = kernel.run("%cost_tags mode fill").text + kernel.run("%cost_tags").text
    assert "Mode fill in this kernel" in shown
    assert "user-profile" in shown
    kernel.run("train()")
    assert of(aws) == INHERITED
    kernel.run("%cost_tags use ranking")
    kernel.run("train('two')")
    assert of(aws, "two")["project"] == "ranking"
    kernel.run("%cost_tags use none")
    kernel.run("train('three')")
    assert of(aws, "three")["project"] == "churn"
    assert "%%cost_tags key=value" in kernel.run("%cost_tags help").text
    assert [one["mode"] for one in lines(kernel.folder) if one["event"] == "mode"] == ["fill"]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("use chrun", "Did you mean churn?"),
        ("mode loud", "off, warn, fill, block"),
        ("ues churn", "Did you mean use?"),
        ("use", "%cost_tags use churn"),
    ],
)
def test_a_mistyped_magic_says_what_would_do(kernel, line, word):
    ran = kernel.run(f"%cost_tags {line}")
    assert word in ran.text + "".join(ran.traceback)


def test_a_second_look_in_mode_block(kernel, aws):
    write(kernel.folder, mode="block", confirm_above="0.50", bundle="churn")
    ran = kernel.run("train()")
    assert ran.error == "LaunchAboveLimit"
    assert ran.card["above_limit"] == "0.50"
    assert "%cost_tags confirm" in ran.traceback[-1]
    assert kernel.run("%cost_tags confirm\ntrain()").error is None
    assert kernel.run("train('two')").error == "LaunchAboveLimit"
    assert kernel.run("%%cost_tags --confirm\ntrain('three')").error is None
