"""Whether a value is allowed, and which one was probably meant: guard and policy share it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .suggest import nearest

WILDCARD = "*"  # in values of AWS tag policies only: it is no character of a tag
Values = Mapping[str, "str | None"]  # a value and its name


def is_listed(value: str, values: Values) -> bool:
    """Tell whether a value is among the values, one with a wildcard included."""
    return value in values or any(fits(value, one) for one in values if WILDCARD in one)


def fits(value: str, listed: str) -> bool:
    """Compare with a value that has a `*`, which stands for any text, as AWS tag policies do."""
    head, *middle, tail = listed.split(WILDCARD)
    if len(value) < len(head) + len(tail) or not value.startswith(head):
        return False
    if not value.endswith(tail):
        return False
    at, end = len(head), len(value) - len(tail)
    for part in middle:
        found = value.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def meant(value: str, values: Values | None, allows: Callable[[str], bool]) -> str | None:
    """Return the allowed value that was probably meant, by its spelling or by its name."""
    if values is None:
        return _tidied(value, allows)
    near = nearest(value, [listed for listed in values if WILDCARD not in listed])
    if near is None:
        names = {name: listed for listed, name in values.items() if name}
        near = names.get(nearest(value, names) or "")
    if near is None and any(WILDCARD in listed for listed in values):
        return _tidied(value, allows)
    return near if near is not None and allows(near) else None


def _tidied(value: str, allows: Callable[[str], bool]) -> str | None:
    """Return the value in another case, or without stray spaces, if that is allowed."""
    trimmed = value.strip()
    joined = "-".join(trimmed.replace("_", " ").split())
    forms = (trimmed, trimmed.lower(), joined.lower(), trimmed.upper(), joined.upper())
    return next((form for form in forms if form and form != value and allows(form)), None)
