"""The clock: fixed by COST_TAGS_NOW, in UTC, refused when misspelled."""

from datetime import datetime, timezone

import pytest

from jupyter_cost_tags.problems import Misconfigured
from jupyter_cost_tags.state import fixed_clock, now


def test_clock_runs_without_the_variable():
    before = datetime.now(timezone.utc)
    assert before <= now({}) <= datetime.now(timezone.utc)
    assert fixed_clock({}) is None


@pytest.mark.parametrize(
    "spelled",
    ["2026-11-23T12:00:00Z", "2026-11-23T13:00:00+01:00", " 2026-11-23T12:00:00.000+00:00 "],
)
def test_clock_stands_at_the_named_instant(spelled):
    noon = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
    assert now({"COST_TAGS_NOW": spelled}) == noon
    assert fixed_clock({"COST_TAGS_NOW": spelled}) == noon
    assert now({"COST_TAGS_NOW": spelled}).tzinfo is timezone.utc


@pytest.mark.parametrize(
    "spelled", ["tomorrow", "2026-11-23T12:00:00", "2026-13-01T00:00:00Z", "1700000000", "Z"]
)
def test_misspelled_instant_is_refused(spelled):
    with pytest.raises(Misconfigured, match="COST_TAGS_NOW"):
        now({"COST_TAGS_NOW": spelled})
