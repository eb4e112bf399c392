"""An embedded AWS with a bill that a test writes line by line."""

from datetime import datetime, timezone
from decimal import Decimal

from spend_answers import ANA, NOW, PROFILE

from jupyter_cost_tags.aws import Aws
from jupyter_cost_tags.demo.embedded_aws.ledger import Ledger
from jupyter_cost_tags.demo.embedded_aws.world import Clock, World
from jupyter_cost_tags.spend import month_to_date
from jupyter_cost_tags.spend.ask import Beside
from jupyter_cost_tags.state import Meter

LONG_AGO = datetime(2025, 1, 1, tzinfo=timezone.utc)
OWNER_KEYS = ("sagemaker:user-profile-arn", "sagemaker:space-arn")
MINE = {"sagemaker:user-profile-arn": PROFILE}


def empty_world():
    """Return an account where Studio's tag keys and `project` are activated since long."""
    world = World(clock=Clock(NOW), ledger=Ledger(tax_rate=Decimal(0)))
    for key in (*OWNER_KEYS, "project"):
        world.activation[key] = {"status": "Active", "since": LONG_AGO}
    return world


class Bill:
    """The account of one test: write costs, change what is activated, look at the month."""

    def __init__(self, server, monkeypatch, folder):
        """Start from an empty bill, with the environment pointing here."""
        server.control.restore(0)
        self.server = server
        self.control = server.control
        self.world = server.world
        self.world.ledger.clear_added()
        self.world.ledger.currency = "USD"
        self.aws = Aws()
        self.meter = Meter(folder / "cache.sqlite")
        for name, value in server.environment().items():
            monkeypatch.setenv(name, value)

    def add(self, day, amount, tags=None, *, kind="Usage", mine=True, **columns):
        """Write a line item; `day` is MM-DD of 2026 or a whole date."""
        row = self._row(day, amount, tags, kind=kind, mine=mine)
        self.world.ledger.add([{**row, **columns}])

    def add_many(self, days, count, amount):
        """Write a line item a day for each of so many projects: more than a page."""
        self.world.ledger.add(
            self._row(f"11-{day:02}", amount, {"project": f"p{number}"})
            for day in range(1, days + 1)
            for number in range(count)
        )

    @staticmethod
    def _row(day, amount, tags, *, kind="Usage", mine=True):
        date = day if len(day) > 5 else f"2026-{day}"
        return {
            "bill_billing_period_start_date": f"{date[:7]}-01 00:00:00",
            "line_item_usage_start_date": f"{date} 00:00:00",
            "line_item_usage_end_date": f"{date} 23:59:59",
            "line_item_line_item_type": kind,
            "line_item_unblended_cost": amount,
            "line_item_net_unblended_cost": amount,
            "tags": {**(MINE if mine else {}), **(tags or {})},
        }

    def month(self, by="tag:project", *, now=NOW, owner=ANA, required=("project",), **more):
        """Ask for the month at an instant, with a cap that a day's view does not reach.

        Without `beside` AWS is not asked for a forecast.
        """
        self.control.clock(now)
        asked = {"month": None, "cap": 9, "beside": Beside(may_forecast=False), **more}
        return month_to_date(
            self.aws, self.meter, owner=owner, by=by, required_keys=required, now=now, **asked
        )

    def sent(self):
        """Return the Cost Explorer operations that arrived, oldest first."""
        return [call["operation"] for call in self.control.calls()]

    def today(self, now=NOW):
        """Return the meter's count."""
        return self.meter.requests_today(now)
