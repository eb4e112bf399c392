"""Cost allocation tags: the payer lists and activates keys, and applies that to the past."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from ...paging import page, sort_key
from ...report import active_since
from ...world import AwsError
from .access import invalid, payer_only
from .periods import month_start, today

if TYPE_CHECKING:
    from ...world import Call, World

_PAGE = 100
_MONTHS_BACK = 12
_BACKFILL_PAUSE = timedelta(hours=24)
_BACKFILL_TAKES = timedelta(hours=1)


def list_tags(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """List the tag keys that the bill could or does have."""
    payer_only(call, "list", "Cost Allocation Tags")
    entries = [_entry(call.world, key) for key in _known_keys(call.world)]
    kept = [
        entry
        for entry in entries
        if params.get("Status") in (None, entry["Status"])
        and params.get("Type") in (None, entry["Type"])
        and (not params.get("TagKeys") or entry["TagKey"] in params["TagKeys"])
    ]
    shown, token = page(
        kept,
        lambda entry: sort_key(entry["TagKey"], ""),
        size=params.get("MaxResults", _PAGE),
        token=params.get("NextToken"),
        scope=[call.operation, params.get("Status"), params.get("Type"), params.get("TagKeys")],
        invalid="InvalidNextTokenException",
    )
    return {"CostAllocationTags": shown} | ({"NextToken": token} if token else {})


def update_tags(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Activate or deactivate keys; each that isn't there comes back as an error of its own."""
    payer_only(call, "update")
    wanted = params["CostAllocationTagsStatus"]
    if len({entry["TagKey"] for entry in wanted}) < len(wanted):
        raise invalid("Tag keys must be unique in one request.")
    known = _known_keys(call.world)
    errors = []
    for entry in wanted:
        key, status = entry["TagKey"], entry["Status"]
        if key not in known:
            message = f"Tag keys not found: {key}"
            errors.append({"TagKey": key, "Code": "TagKeysNotFoundException", "Message": message})
        elif call.world.activation.get(key, {}).get("status") != status:
            call.world.activation[key] = {"status": status, "since": call.now}
    return {"Errors": errors}


def backfill(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """Apply today's activation to the past, from the first day of a month on."""
    payer_only(call, "backfill")
    start = datetime.fromisoformat(params["BackfillFrom"].replace("Z", "+00:00"))
    start = start.astimezone(timezone.utc)
    if start.day != 1 or (start.hour, start.minute, start.second) != (0, 0, 0):
        raise invalid("BackfillFrom must be the first day of a month.")
    current = month_start(today(call.now))
    months = (current.year - start.year) * 12 + current.month - start.month
    if not 0 <= months <= _MONTHS_BACK:
        raise invalid("BackfillFrom can't be in the future or more than twelve months ago.")
    world = call.world
    if world.backfills and call.now - world.backfills[0]["at"] < _BACKFILL_PAUSE:
        message = "A request to backfill is already in progress, or was within 24 hours."
        raise AwsError("BackfillLimitExceededException", message)
    done = call.now + _BACKFILL_TAKES
    for entry in world.activation.values():
        entry.update(backfill_from=start, backfill_done=done)
    world.backfills.insert(0, {"from": start, "at": call.now, "done": done})
    return {"BackfillRequest": _request(call, world.backfills[0])}


def backfill_history(call: Call, params: dict[str, Any]) -> dict[str, Any]:
    """List the backfills, newest first."""
    payer_only(call, "list", "Cost Allocation Tag Backfill History")
    shown, token = page(
        call.world.backfills,
        lambda entry: sort_key(entry["at"], ""),
        size=params.get("MaxResults", _PAGE),
        token=params.get("NextToken"),
        scope=call.operation,
        descending=True,
        invalid="InvalidNextTokenException",
    )
    requests = [_request(call, entry) for entry in shown]
    return {"BackfillRequests": requests} | ({"NextToken": token} if token else {})


def _known_keys(world: World) -> set[str]:
    """Return the keys with a status, and those on any resource: AWS lists them a day later."""
    used = {
        key
        for resource in world.store.all()
        for version in resource.tag_history
        for key in version.tags
    }
    return used | set(world.activation)


def _entry(world: World, key: str) -> dict[str, Any]:
    state = world.activation.get(key)
    entry = {
        "TagKey": key,
        "Type": "AWSGenerated" if key.startswith("aws:") else "UserDefined",
        "Status": state["status"] if state else "Inactive",
    }
    if state:
        entry["LastUpdatedDate"] = _written(state["since"])
    if active_since(state, world.now()) is not None:
        entry["LastUsedDate"] = _written(world.now().replace(day=1, hour=0, minute=0, second=0))
    return entry


def _request(call: Call, entry: dict[str, Any]) -> dict[str, Any]:
    is_done = entry["done"] <= call.now
    members = {
        "BackfillFrom": _written(entry["from"]),
        "RequestedAt": _written(entry["at"]),
        "BackfillStatus": "SUCCEEDED" if is_done else "PROCESSING",
        "LastUpdatedAt": _written(entry["done"] if is_done else entry["at"]),
    }
    return members | ({"CompletedAt": _written(entry["done"])} if is_done else {})


def _written(instant: datetime) -> str:
    return f"{instant.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%SZ}"
