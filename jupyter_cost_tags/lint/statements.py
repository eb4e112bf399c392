"""Statements, in the order in which they run; what branches leave is joined."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from .containers import added
from .evaluate import Env, Evaluator
from .values import UNKNOWN, Constant, Imported, Items, Made, Table, Value, forget, join, text_of

_LEAVES = (ast.Return, ast.Raise, ast.Continue, ast.Break)


class Statements:
    """One file's statements, in one scope after the other."""

    def __init__(self, evaluator: Evaluator) -> None:
        """Start with an empty module."""
        self.evaluator = evaluator
        self.module: Env = {}  # what each global name can be, over the whole file
        self.at_module = True

    def run(self, statements: Sequence[ast.stmt]) -> None:
        """Run statements of the module."""
        for statement in statements:
            self._run(statement)

    # -- statements -------------------------------------------------------------------------

    def _run(self, node: ast.stmt) -> None:
        visit = getattr(self, f"_{type(node).__name__.lower()}", None)
        if visit:
            visit(node)
            return
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.evaluator.value(child)

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            top = alias.name.partition(".")[0]
            self.bind(alias.asname or top, Imported(alias.name if alias.asname else top))

    def _importfrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            known = node.module and not node.level
            value = Imported(f"{node.module}.{alias.name}") if known else UNKNOWN
            self.bind(alias.asname or alias.name, value)

    def _assign(self, node: ast.Assign) -> None:
        value = self.evaluator.value(node.value)
        for target in node.targets:
            self._target(target, value)

    def _annassign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self._target(node.target, self.evaluator.value(node.value))

    def _augassign(self, node: ast.AugAssign) -> None:
        before = self.evaluator.value(node.target)
        self._target(node.target, added(before, self.evaluator.value(node.value)))

    def _target(self, target: ast.expr, value: Value) -> None:
        if isinstance(target, ast.Name):
            self.bind(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List):
            self._unpack(target.elts, value)
        elif isinstance(target, ast.Subscript):
            self._set_item(target, value)
        elif isinstance(target, ast.Attribute):
            owner = self.evaluator.value(target.value)
            path = self.evaluator.path(target)
            if isinstance(owner, Made):
                owner.tags = value if target.attr == "tags" else owner.tags
            elif path:
                self.bind(path, value)

    def _unpack(self, targets: list[ast.expr], value: Value) -> None:
        plain = not any(isinstance(target, ast.Starred) for target in targets)
        fits = isinstance(value, Items) and value.exact and len(value.items) == len(targets)
        values = value.items if plain and fits and isinstance(value, Items) else []
        for at, target in enumerate(targets):
            inner = target.value if isinstance(target, ast.Starred) else target
            self._target(inner, values[at] if values else UNKNOWN)

    def _set_item(self, target: ast.Subscript, value: Value) -> None:
        owner, key = self.evaluator.value(target.value), self.evaluator.value(target.slice)
        text = text_of(key)
        if isinstance(owner, Table) and text is not None:
            owner.entries[text] = value
        else:
            forget(owner)

    def bind(self, name: str, value: Value) -> None:
        """Give a name a value."""
        self.evaluator.env[name] = value
        if self.at_module:
            self.module[name] = join(self.module.get(name), value)

    # -- branches ---------------------------------------------------------------------------

    def _if(self, node: ast.If) -> None:
        test = self.evaluator.value(node.test)
        if isinstance(test, Constant):  # a switch that the file itself sets
            taken, other = (node.body, node.orelse) if test.value else (node.orelse, node.body)
            if not isinstance(node.test, ast.Constant):  # it may be turned
                self._branch(other)
            self.run(taken)
        else:
            self._branches([node.body, node.orelse])

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        over = self.evaluator.value(node.iter)
        each: Value | None = None
        if isinstance(over, Items) and over.exact:
            for item in over.items:
                each = join(each, item)
        self._target(node.target, each or UNKNOWN)
        self._branches([node.body, []])
        self.run(node.orelse)

    _asyncfor = _for

    def _while(self, node: ast.While) -> None:
        self.evaluator.value(node.test)
        self._branches([node.body, []])
        self.run(node.orelse)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            value = self.evaluator.value(item.context_expr)
            if item.optional_vars is not None:
                self._target(item.optional_vars, value)
        self.run(node.body)

    _asyncwith = _with

    def _try(self, node: ast.Try) -> None:
        before = dict(self.evaluator.env)
        self.run([*node.body, *node.orelse])
        done = self.evaluator.env
        self.evaluator.env = _joined([before, done])
        handlers: list[Sequence[ast.stmt]] = [handler.body for handler in node.handlers]
        ended = [self._branch(body) for body in handlers]
        self.evaluator.env = _joined([done, *(env for env in ended if env is not None)])
        self.run(node.finalbody)

    _trystar = _try

    def _match(self, node: ast.Match) -> None:
        self.evaluator.value(node.subject)
        for case in node.cases:
            for each in ast.walk(case.pattern):
                name = getattr(each, "name", None)
                if isinstance(name, str):
                    self.bind(name, UNKNOWN)
        self._branches([*(case.body for case in node.cases), []])

    def _branches(self, bodies: Sequence[Sequence[ast.stmt]]) -> None:
        ended = [env for body in bodies if (env := self._branch(body)) is not None]
        if ended:
            self.evaluator.env = _joined(ended)

    def _branch(self, body: Sequence[ast.stmt]) -> Env | None:
        """Run one branch by itself; None when nothing comes after it."""
        before = self.evaluator.env
        self.evaluator.env = dict(before)
        self.run(body)
        after, self.evaluator.env = self.evaluator.env, before
        return None if body and isinstance(body[-1], _LEAVES) else after

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.evaluator.env.pop(target.id, None)
            elif isinstance(target, ast.Subscript):
                forget(self.evaluator.value(target.value))


def _joined(envs: Sequence[Env]) -> Env:
    result = dict(envs[0])
    for env in envs[1:]:
        for name, value in env.items():
            result[name] = join(result.get(name), value)
    return result
