"""`%cost_tags` and `%%cost_tags`: see and steer the guard from a cell."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any, NamedTuple

from .decide import fitting, layers, may_write
from .guard import Guard
from .rules import MODES, Choice, Rules
from .suggest import nearest

CELL = "cost_tags"
_HELP = """\
%cost_tags                  what launches from this notebook are tagged with
%cost_tags use churn        tag them with a bundle of the policy, until the kernel restarts
%cost_tags use none         with what you have without it
%cost_tags mode warn        off, warn, fill or block, in this kernel
%cost_tags confirm          let the next launch be above the policy's price limit
%%cost_tags key=value …     tags for what this cell launches; --confirm as above
"""
_WORDS = ("use", "mode", "confirm", "help")


class UsageMistake(Exception):
    """The words after the magic are off; the text says what would do."""


class CellTags(NamedTuple):
    """What a `%%cost_tags` line says."""

    tags: dict[str, str]
    confirm: bool


def parse_cell_line(line: str) -> CellTags:
    """Read `%%cost_tags key=value … [--confirm]`; raises `UsageMistake`."""
    words = _split(line.strip()[len(f"%%{CELL}") :])
    confirm = "--confirm" in words
    tags: dict[str, str] = {}
    for word in words:
        if word == "--confirm":
            continue
        key, sign, value = word.partition("=")
        if not sign or not key or not value:
            raise UsageMistake(f"{word!r} is no tag; write key=value, with quotes around spaces.")
        tags[key] = value
    if not tags and not confirm:
        raise UsageMistake("Name the tags of this cell: %%cost_tags project=churn")
    return CellTags(tags, confirm)


class Magics:
    """The magics of one kernel."""

    def __init__(self, guard: Guard) -> None:
        """Steer this guard."""
        self._guard = guard

    def line(self, line: str) -> None:
        """Show what launches are tagged with; `%cost_tags help` lists what else it does."""
        try:
            print(self._line(line))  # noqa: T201  (a magic's answer)
        except UsageMistake as mistake:
            _usage_error(str(mistake))

    def cell(self, line: str, cell: str) -> None:  # noqa: ARG002
        """Tell what is wrong with the line: a good one never gets here."""
        try:
            told = parse_cell_line(f"%%{CELL} {line}")
            why = self.fault(told.tags)
        except UsageMistake as mistake:
            why = str(mistake)
        if why is None:
            why = "The guard is off in this kernel: tags can't be added. Nothing was run."
        _usage_error(why)

    def fault(self, tags: Mapping[str, str]) -> str | None:
        """Return why these tags can't be given to a cell; None when they can."""
        rules = self._guard.rules()
        if rules is None:
            return None
        return next(
            (why for key, value in tags.items() if (why := may_write(rules, key, value))), None
        )

    def _line(self, line: str) -> str:
        words = _split(line)
        if not words:
            return self._status()
        match words:
            case ["use", name]:
                return self._use(name)
            case ["mode", name]:
                return self._mode(name)
            case ["confirm"]:
                self._guard.confirmed = True
                return "The next launch may be above the policy's price limit."
            case ["help"]:
                return _HELP
        meant = nearest(words[0], _WORDS)
        hint = f" Did you mean {meant}?" if meant and meant != words[0] else ""
        raise UsageMistake(f"%cost_tags has no `{line.strip()}`.{hint}\n{_HELP}")

    def _use(self, name: str) -> str:
        rules = self._guard.rules()
        if rules is None:
            raise UsageMistake("No policy reaches this kernel, so there are no bundles.")
        if name == "none":
            self._guard.chosen = Choice()
            return f"No bundle in this kernel.\n{self._status()}"
        if name not in rules.bundles:
            meant = nearest(name, rules.bundles)
            there = ", ".join(rules.bundles) or "none"
            hint = f" Did you mean {meant}?" if meant else ""
            raise UsageMistake(f"The policy has no bundle {name}.{hint} There are: {there}.")
        self._guard.chosen = Choice(name)
        return f"Launches of this kernel use the bundle {name}.\n{self._status()}"

    def _mode(self, name: str) -> str:
        if name not in MODES:
            raise UsageMistake(f"There is no mode {name}. There are: {', '.join(MODES)}.")
        self._guard.set_mode(name)
        return f"Mode {name} in this kernel. What IAM enforces stays enforced."

    def _status(self) -> str:
        guard = self._guard
        if guard.is_off:
            return "The guard is off in this kernel: launches go out as they are."
        rules = guard.rules()
        if rules is None:
            return "No policy reaches this kernel: launches are not checked."
        head = f"mode {guard.mode(rules)}, policy of {rules.written or 'an unknown time'}"
        if not rules.judges:
            head = "no policy: launches are not judged"
        choice = guard.notebook(rules)
        bundle = (choice.bundle if choice else None) or rules.bundle
        chosen = f"bundle {bundle}" if bundle else "no bundle chosen"
        return "\n".join([f"Cost Tags: {head}, {chosen}", *_table(guard, rules)])


def _table(guard: Guard, rules: Rules) -> list[str]:
    """Return a line per key: what a launch would get, and from where."""
    sources = layers(rules, guard.cell, guard.notebook(rules))
    fills = guard.mode(rules) == "fill"
    keys = list(rules.by_key) or sorted({key for _, tags in sources for key in tags})
    rows = []
    for key in keys:
        rule = rules.by_key.get(key)
        needed = "required" if rule and rule.required else ""
        fit = fitting(rules, sources, key)
        if rules.propagated.get(key):
            value, source = rules.propagated[key], "arrives by itself"
        elif fit and (fills or fit.source in {"cell", "notebook", "bundle"}):
            value, source = fit.value, fit.source
        elif fit:
            value, source = "-", f"not added; {fit.source} has {fit.value}"
        else:
            value, source = "-", "nobody gives it"
        rows.append((key, value, needed, source))
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(3)]
    return [
        "  ".join(["", *map(str.ljust, row, widths), row[3]]).rstrip()  # zip stops at the widths
        for row in rows
    ]


def _split(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError as error:
        raise UsageMistake(f"{str(error).lower()} in {line.strip()!r}") from None


def _usage_error(text: str) -> Any:
    from IPython.core.error import UsageError  # noqa: PLC0415  (we are in its shell)

    raise UsageError(text)
