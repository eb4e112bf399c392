"""pydantic's errors in the words of somebody who writes a policy file. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..guard.suggest import nearest
from .consistency import Fault
from .document import fields_at

_WORDS = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_type": "must be a text",
    "string_too_short": "can't be empty",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "dict_type": "must be names with values (name: value)",
    "model_type": "must be names with values (name: value)",
    "model_attributes_type": "must be names with values (name: value)",
    "too_short": "can't be empty",
}


def told(error: Mapping[str, Any]) -> Fault:
    """Return the place of one of pydantic's errors and its sentence."""
    where = tuple(part for part in error["loc"] if part != "[key]")
    name = str(where[-1]) if where else ""
    if error["type"] == "extra_forbidden":
        return where, _unknown(where, name)
    if error["type"] == "missing":
        return where, f'"{name}" is missing'
    if error["type"] == "literal_error":
        return where, f"{_path(where)}: {_choice(error)}"
    message = _WORDS.get(error["type"]) or str(error["msg"]).removeprefix("Value error, ")
    return where, f"{_path(where)}: {message}"


def _unknown(where: tuple[Any, ...], name: str) -> str:
    known = fields_at(where[:-1])
    near = nearest(name, known)
    hint = f'did you mean "{near}"?' if near else f"known here are {', '.join(known)}"
    return f'unknown field "{name}"; {hint}'


def _choice(error: Mapping[str, Any]) -> str:
    choices = re.findall(r"'([^']*)'", error["ctx"]["expected"])
    near = nearest(str(error["input"]), choices)
    hint = f'; did you mean "{near}"?' if near else ""
    *others, last = choices
    listed = f"{', '.join(others)} or {last}" if others else last
    return f"must be {listed}{hint}"


def _path(where: tuple[Any, ...]) -> str:
    """Return the last name of a place; items of a list have none of their own."""
    names = [part for part in where if isinstance(part, str)]
    return names[-1] if names else "the file"
