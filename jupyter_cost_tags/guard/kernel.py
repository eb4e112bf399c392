"""The guard inside IPython: cell tags, shell lines, magics."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .guard import Guard
from .magics import CELL, CellTags, Magics, UsageMistake, parse_cell_line
from .operations import METADATA

if TYPE_CHECKING:
    from .shell import Found

_CELL_LINE = f"%%{CELL}"


class KernelGuard:
    """What the guard listens to in one shell."""

    def __init__(self, ip: Any, guard: Guard) -> None:
        """Take the shell; nothing is registered yet."""
        self.guard = guard
        self.magics = Magics(guard)
        self._ip = ip
        self._shell_lines: list[Found] = []

    def register(self) -> None:
        """Listen to cells and offer the magics."""
        ip = self._ip
        ip.events.register("pre_run_cell", self._before_cell)
        ip.events.register("post_run_cell", self._after_cell)
        ip.input_transformers_cleanup.insert(0, self._without_cell_line)
        ip.ast_transformers.append(_Refusing(self))
        ip.register_magic_function(self.magics.line, "line", CELL)
        ip.register_magic_function(self.magics.cell, "cell", CELL)

    def unregister(self) -> None:
        """Leave the shell as it was."""
        ip = self._ip
        ip.events.unregister("pre_run_cell", self._before_cell)
        ip.events.unregister("post_run_cell", self._after_cell)
        ip.input_transformers_cleanup.remove(self._without_cell_line)
        kept = [one for one in ip.ast_transformers if not isinstance(one, _Refusing)]
        ip.ast_transformers[:] = kept
        for kind in ("line", "cell"):
            ip.magics_manager.magics[kind].pop(CELL, None)

    def refusal(self) -> str | None:
        """Return why the cell that begins must not run; None when it may."""
        if not self._shell_lines or self.guard.is_off:
            return None
        rules = self.guard.rules()
        if rules is None or not rules.judges or self.guard.mode(rules) != "block":
            return None
        first = self._shell_lines[0]
        return f"TagPolicyError: {first.operation} not sent: line {first.line} has no --tags."

    def _before_cell(self, info: Any) -> None:
        try:
            cell = getattr(info, "raw_cell", "") or ""
            self.guard.cell = {}
            if cell.lstrip().startswith(_CELL_LINE):
                self._begin(parse_cell_line(cell.lstrip().split("\n", 1)[0]))
            self._shell_lines = [] if "sagemaker" not in cell else self._untagged(cell)
        except UsageMistake:
            return  # the magic itself says it
        except Exception as error:  # noqa: BLE001
            self.guard.failed(error)

    def _begin(self, told: CellTags) -> None:
        if self.magics.fault(told.tags) is None:
            self.guard.cell = dict(told.tags)
            self.guard.confirmed = self.guard.confirmed or told.confirm

    def _untagged(self, cell: str) -> list[Found]:
        """Warn about `aws sagemaker create-…` lines: no event tells of them."""
        if self.guard.is_off:
            return []
        from .shell import untagged_commands  # noqa: PLC0415  (for cells that name sagemaker)

        found = [one for one in untagged_commands(cell) if one.tier != METADATA]
        rules = self.guard.rules() if found else None
        if rules is None or not rules.judges or self.guard.mode(rules) == "off":
            return []
        found = [one for one in found if rules.required_for(one.kind)]
        if self.guard.mode(rules) != "block":
            for one in found:
                required = list(rules.required_for(one.kind))
                self.guard.warn_of_command(one.operation, one.kind, one.name, rules, required)
        return found

    def _after_cell(self, *_: Any) -> None:
        self.guard.cell = {}
        self._shell_lines = []

    def _without_cell_line(self, lines: Sequence[str]) -> list[str]:
        """Take `%%cost_tags key=value` off a cell, so that the rest runs as it always would."""
        first = next((at for at, line in enumerate(lines) if line.strip()), None)
        if first is None or not lines[first].lstrip().startswith(_CELL_LINE):
            return list(lines)
        try:
            told = parse_cell_line(lines[first].strip())
        except UsageMistake:
            return list(lines)  # the magic says what is wrong
        if self.magics.fault(told.tags) or self.guard.is_off:
            return list(lines)
        return ["\n", *lines[first + 1 :]]


class _Refusing(ast.NodeTransformer):
    """Keeps a cell from running whose shell lines the policy blocks; changes no code."""

    def __init__(self, kernel: KernelGuard) -> None:
        self._kernel = kernel

    def visit(self, node: ast.AST) -> ast.AST:
        """Raise IPython's own refusal, which leaves transformers in place."""
        why = self._kernel.refusal()
        if why:
            from IPython.core.error import InputRejected  # noqa: PLC0415  (we are in its shell)

            raise InputRejected(why)
        return node


_loaded: dict[int, KernelGuard] = {}


def load(ip: Any, guard: Guard) -> None:
    """Register with a shell, once, and tell the server that a guard is here."""
    if id(ip) not in _loaded:
        _loaded[id(ip)] = KernelGuard(ip, guard)
        _loaded[id(ip)].register()
    guard.announce()


def unload(ip: Any) -> None:
    """Take everything back."""
    found = _loaded.pop(id(ip), None)
    if found:
        found.unregister()
