"""How a resource stands against the organisation's tag policy, as the tagging API tells it."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..world import World


def details(world: World, kind: str, tags: dict[str, str]) -> dict[str, Any]:
    """Return the ComplianceDetails of a resource of an ARN type.

    A tag policy says nothing about a key that is absent, unless reporting requires it.
    """
    rules = [rule for rule in (world.tag_policy or {}).get("tags", {}).values() if rule]
    wrong_case = [key for rule in rules for key in tags if _differs_in_case(key, rule)]
    wrong_value = [
        key for rule in rules for key in tags if key == rule.get("tag_key") and _wrong(tags, rule)
    ]
    required = world.required_tags.get(f"sagemaker:{kind}", [])
    missing = [key for key in required if key not in tags]
    return {
        "NoncompliantKeys": sorted(wrong_case),
        "KeysWithNoncompliantValues": sorted(wrong_value),
        "MissingTagKeys": missing,
        "ComplianceStatus": not (wrong_case or wrong_value or missing),
    }


def _differs_in_case(key: str, rule: dict[str, Any]) -> bool:
    wanted = str(rule.get("tag_key", ""))
    return key != wanted and key.lower() == wanted.lower()


def _wrong(tags: dict[str, str], rule: dict[str, Any]) -> bool:
    allowed = rule.get("tag_value", [])
    return bool(allowed) and not any(fnmatchcase(tags[rule["tag_key"]], item) for item in allowed)
