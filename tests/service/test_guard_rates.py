"""List prices in guard.json: once a week, a day's rest after a denial, old ones before none."""

from __future__ import annotations

import json


def written(service):
    return json.loads((service.guards.told.folder / "guard.json").read_bytes())


def test_list_prices(service, studio):
    service.guards.sync()
    assert written(service)["rates"] is None
    service.guards.ask_rates()
    rates = written(service)["rates"]
    assert (rates["currency"], rates["region"]) == ("USD", "us-east-1")
    assert rates["components"]["Training"]["ml.m5.xlarge"]
    assert service.guard().rates_as_of == service.context.now()
    studio.control.reset()
    service.guards.ask_rates()
    assert studio.control.calls() == []  # for a week


def test_prices_that_nobody_may_read_are_asked_for_again_after_a_day(service, studio, monkeypatch):
    studio.control.deny(["pricing:GetProducts"])
    service.guards.sync()
    service.guards.ask_rates()
    problem = service.guard().problem
    assert (written(service)["rates"], problem.iam_action) == (None, "pricing:GetProducts")
    assert problem.message.startswith("Launches show no price ceiling:")
    studio.control.deny([])
    studio.control.reset()
    service.guards.ask_rates()
    assert studio.control.calls() == []
    monkeypatch.setenv("COST_TAGS_NOW", "2026-11-24T13:00:00Z")
    service.guards.ask_rates()
    assert (written(service)["rates"]["region"], service.guard().problem) == ("us-east-1", None)


def test_old_prices_are_better_than_none(service, studio, monkeypatch):
    service.guards.sync()
    service.guards.ask_rates()
    studio.control.deny(["pricing:GetProducts"])
    monkeypatch.setenv("COST_TAGS_NOW", "2026-12-05T12:00:00Z")
    service.guards.ask_rates()
    service.guards.sync()
    assert written(service)["rates"]["as_of"] == "2026-11-23T12:00:00Z"
    assert service.guard().problem is None
