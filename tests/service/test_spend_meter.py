"""The meter: 50 tabs, 30 days, 200 restarts on one home; two requests a day, and never more."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from random import Random

import pytest

from jupyter_cost_tags.models import SpendRequest
from jupyter_cost_tags.service.context import Context, Settings
from jupyter_cost_tags.service.service import Service
from jupyter_cost_tags.service.spends import SpendUnavailable, ask_spend, spend

START = datetime(2026, 11, 23, 0, 30, tzinfo=timezone.utc)
TABS = 50


def asked(server):
    """Return how many Cost Explorer requests arrived."""
    return sum(n for name, n in server.control.counts().items() if name.startswith("ce:"))


def open_tabs(service, request):
    """Let each tab do what opening the panel does, and wait for what they share."""
    waiting = [service.refresh_spend(request) for _ in range(TABS)]
    for future in {id(one): one for one in waiting if one is not None}.values():
        future.result(60)


@pytest.mark.parametrize(
    ("days", "restarts"), [(4, 16), pytest.param(30, 200, marks=pytest.mark.slow)]
)
def test_fifty_tabs_day_after_day_and_restarts(studio, monkeypatch, days, restarts):
    random, request = Random(20261123), SpendRequest()  # noqa: S311
    hours = sorted(random.uniform(0, 24 * days) for _ in range(restarts))
    per_day = [0] * days
    for hour in hours:
        now = START + timedelta(hours=hour)
        monkeypatch.setenv("COST_TAGS_NOW", now.isoformat())
        studio.control.clock(now)
        studio.control.reset()
        service = Service(Context(os.environ, Settings()))
        open_tabs(service, request)
        for _ in range(TABS):
            service.spend(request)
        per_day[int(hour // 24)] += asked(studio)
        assert service.workers.close(patience=60)
    assert max(per_day) <= 2
    assert sum(per_day) >= days // 2  # it does ask


def test_nothing_but_an_admin_passes_the_cap(studio):
    """Forced refreshes of every breakdown, from new servers each time."""
    for by in ("tag:project", "service", "usage-type", "instance-type", "job", "tag:team") * 3:
        context = Context(os.environ, Settings(daily_cap=4))
        with suppress(SpendUnavailable):
            ask_spend(context, by=by, month=None)
    assert asked(studio) == 4
    assert ask_spend(Context(os.environ, Settings(daily_cap=5)), by="day", month=None)
    assert asked(studio) == 5


def test_two_at_once_pay_once(studio):
    contexts = [Context(os.environ) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(spend, one, by=None, month=None, fresh=True) for one in contexts]
        told = [one.result(60) for one in asking]
    assert told[0] == told[1]
    assert asked(studio) == 2


def test_spend_that_is_off_asks_nothing(studio):
    context = Context(os.environ, Settings(spend_enabled=False))
    with pytest.raises(SpendUnavailable, match="turned off"):
        ask_spend(context, by=None, month=None)
    assert asked(studio) == 0


def test_another_breakdown_of_the_same_costs_asks_for_the_groups_only(studio):
    context = Context(os.environ)
    first = spend(context, by="tag:project", month=None, fresh=False)
    again = spend(context, by="service", month=None, fresh=False)
    assert (first.requests, again.requests) == (2, 1)
    assert (again.untagged, again.untagged_keys) == (first.untagged, first.untagged_keys)
    assert again.forecast == first.forecast
    days = spend(context, by="day", month=None, fresh=False)
    assert (days.requests, asked(studio)) == (0, 3)
    assert sum(map(float, (one.amount for one in days.groups))) > 0


def test_a_refused_forecast_is_not_paid_for_again(studio, monkeypatch, tmp_path):
    policy = tmp_path / "one-key.yaml"
    policy.write_text("version: 1\nmode: warn\ntags:\n  - {key: project, required: true}\n")
    monkeypatch.setenv("COST_TAGS_POLICY", str(policy))
    first = spend(Context(os.environ), by=None, month=None, fresh=True)
    assert (first.requests, studio.control.counts()["ce:GetCostForecast"]) == (2, 1)
    again = spend(Context(os.environ), by=None, month=None, fresh=True)
    assert (again.requests, studio.control.counts()["ce:GetCostForecast"]) == (1, 1)
    assert again.forecast == first.forecast
