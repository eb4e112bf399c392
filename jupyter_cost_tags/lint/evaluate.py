"""Expressions, evaluated as far as the file itself tells."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from .calls import Arguments, Calls, client_of, is_client_call, poison
from .containers import added, item_of, items_method, table_method
from .values import (
    UNKNOWN,
    BotoSession,
    Client,
    Constant,
    Function,
    Imported,
    Items,
    Made,
    Remote,
    SdkSession,
    Table,
    Value,
    join,
    text_of,
)

# Builtins that change nothing that they are given.
_HARMLESS = frozenset(
    {"print", "len", "str", "repr", "sorted", "list", "tuple", "set", "enumerate", "isinstance",
     "type", "display", "int", "float", "bool", "zip", "range", "max", "min", "sum", "hasattr",
     "getattr", "id", "any", "all", "reversed", "iter", "next", "vars"}
)  # fmt: skip
_MOST = 60  # nested expressions: a generated file may have thousands
Env = dict[str, Value]
Inline = Callable[[Function, Arguments], Value | None]


class Evaluator:
    """One file's expressions in one scope."""

    def __init__(self, calls: Calls, inline: Inline) -> None:
        """`inline` runs the file's own functions."""
        self.calls = calls
        self.env: Env = {}
        self.call_node: ast.Call | None = None  # the call that is being told of
        self._inline = inline
        self._nested = 0

    def value(self, node: ast.expr | None) -> Value:
        """Return what is known of an expression; its calls are reported on the way."""
        if node is None or self._nested > _MOST:
            return UNKNOWN
        self._nested += 1
        try:
            visit = getattr(self, f"_{type(node).__name__.lower()}", None)
            result: Value = visit(node) if visit else self._other(node)
            return result
        finally:
            self._nested -= 1

    def path(self, node: ast.expr) -> str | None:
        """Return `a.b.c` of plain names; None of anything else."""
        if isinstance(node, ast.Name):
            return node.id
        if isinstance(node, ast.Attribute):
            owner = self.path(node.value)
            return f"{owner}.{node.attr}" if owner else None
        return None

    def arguments(self, node: ast.Call) -> Arguments:
        """Return what a call is given, dicts after ** taken apart where they are known."""
        positional = tuple(self.value(arg) for arg in node.args)
        named: dict[str, Value] = {}
        exact = not any(isinstance(arg, ast.Starred) for arg in node.args)
        for keyword in node.keywords:
            value = self.value(keyword.value)
            if keyword.arg is not None:
                named[keyword.arg] = value
            elif isinstance(value, Table):
                named.update(value.entries)
                exact = exact and value.exact
            else:
                exact = False
        return Arguments(positional, named, exact)

    # -- nodes ------------------------------------------------------------------------------

    def _constant(self, node: ast.Constant) -> Value:
        return Constant(node.value)

    def _name(self, node: ast.Name) -> Value:
        return self.env.get(node.id, UNKNOWN)

    def _attribute(self, node: ast.Attribute) -> Value:
        path = self.path(node)
        if path in self.env:
            return self.env[path]
        return self._member(self.value(node.value), node.attr)

    def _member(self, owner: Value, name: str) -> Value:
        if isinstance(owner, Imported):
            return Imported(f"{owner.path}.{name}")
        if isinstance(owner, SdkSession) and name == "boto_session":
            return BotoSession()
        if isinstance(owner, SdkSession) and name == "sagemaker_client":
            return UNKNOWN if owner.elsewhere else Client()
        if isinstance(owner, Made) and name == "tags":
            return owner.tags
        return UNKNOWN

    def _dict(self, node: ast.Dict) -> Value:
        table = Table()
        for key, expression in zip(node.keys, node.values, strict=True):
            value = self.value(expression)
            text = text_of(self.value(key)) if key else None
            if text is not None:
                table.entries[text] = value
            elif key is None and isinstance(value, Table):
                table.entries.update(value.entries)
                table.exact = table.exact and value.exact
            else:
                table.exact = False
        return table

    def _list(self, node: ast.List | ast.Tuple) -> Value:
        items = Items()
        for element in node.elts:
            starred = isinstance(element, ast.Starred)
            value = self.value(element.value if isinstance(element, ast.Starred) else element)
            if starred:
                items.items += value.items if isinstance(value, Items) else []
                items.exact = items.exact and isinstance(value, Items) and value.exact
            else:
                items.items.append(value)
        return items

    _tuple = _list

    def _binop(self, node: ast.BinOp) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        return added(left, right) if isinstance(node.op, ast.Add | ast.BitOr) else UNKNOWN

    def _unaryop(self, node: ast.UnaryOp) -> Value:
        value = self.value(node.operand)
        if isinstance(node.op, ast.Not) and isinstance(value, Constant):
            return Constant(not value.value)
        return UNKNOWN

    def _ifexp(self, node: ast.IfExp) -> Value:
        test = self.value(node.test)
        taken, other = self.value(node.body), self.value(node.orelse)
        if isinstance(test, Constant):
            return taken if test.value else other
        return join(taken, other)

    def _boolop(self, node: ast.BoolOp) -> Value:
        values = [self.value(each) for each in node.values]
        result = values[0]
        for value in values[1:]:
            result = join(result, value)
        return result

    def _namedexpr(self, node: ast.NamedExpr) -> Value:
        value = self.value(node.value)
        self.env[node.target.id] = value
        return value

    def _await(self, node: ast.Await) -> Value:
        return self.value(node.value)

    def _lambda(self, node: ast.Lambda) -> Value:
        with self._scope({arg.arg: UNKNOWN for arg in node.args.args}):
            self.value(node.body)
        return UNKNOWN

    def _subscript(self, node: ast.Subscript) -> Value:
        return item_of(self.value(node.value), self.value(node.slice))

    def _listcomp(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Value:
        with self._scope(self._targets(node.generators)):
            self.value(node.elt)
        return UNKNOWN

    _setcomp = _generatorexp = _listcomp

    def _dictcomp(self, node: ast.DictComp) -> Value:
        with self._scope(self._targets(node.generators)):
            self.value(node.key)
            self.value(node.value)
        return UNKNOWN

    def _other(self, node: ast.expr) -> Value:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
        return UNKNOWN

    def _targets(self, generators: list[ast.comprehension]) -> Env:
        bound: Env = {}
        for generator in generators:
            self.value(generator.iter)
            for name in ast.walk(generator.target):
                if isinstance(name, ast.Name):
                    bound[name.id] = UNKNOWN
        return bound

    @contextmanager
    def _scope(self, bound: Env) -> Iterator[None]:
        outer, self.env = self.env, {**self.env, **bound}
        try:
            yield
        finally:
            self.env = outer

    # -- calls ------------------------------------------------------------------------------

    def _call(self, node: ast.Call) -> Value:
        function = node.func
        if isinstance(function, ast.Attribute) and self.path(function) not in self.env:
            owner = self.value(function.value)
            given = self.arguments(node)
            self.call_node = node
            return self._method(owner, function.attr, given, function)
        called = self.value(function)
        given = self.arguments(node)
        self.call_node = node
        if isinstance(called, Imported):
            return self.calls.imported(called.path, given)
        if isinstance(called, Function):
            returned = self._inline(called, given)
            if returned is not None:
                return returned
        if isinstance(called, Remote):
            self.calls.remote(called)
        return self._builtin(function, given)

    def _method(self, owner: Value, name: str, given: Arguments, node: ast.Attribute) -> Value:
        meaning = self._meaning(owner)
        if meaning is not None:
            return meaning(name, given)
        if is_client_call(name) and (isinstance(owner, BotoSession) or given.positional):
            return client_of(given)  # nothing but a session has `.client("sagemaker")`
        if name == "system" and _is_ipython(node.value):
            self.calls.shell(given)
        poison(given)
        return UNKNOWN

    def _meaning(self, owner: Value) -> Callable[[str, Arguments], Value] | None:
        """Return what a method of this value does, by its name; None of an unknown value."""
        meanings: dict[type[Value], Callable[[Any, str, Arguments], Value]] = {
            Imported: self.calls.method,
            Client: self.calls.boto,
            Made: self.calls.sdk,
            SdkSession: self.calls.session,
            Table: table_method,
            Items: items_method,
        }
        meaning = meanings.get(type(owner))
        return partial(meaning, owner) if meaning else None

    def _builtin(self, function: ast.expr, given: Arguments) -> Value:
        name = function.id if isinstance(function, ast.Name) else ""
        if name in self.env or name not in _HARMLESS | {"dict"}:
            poison(given)
            return UNKNOWN
        if name == "dict":
            base = given.positional[0] if given.positional else Table()
            entries = base.entries if isinstance(base, Table) else {}
            exact = isinstance(base, Table) and base.exact and given.exact
            return Table({**entries, **given.named}, exact)
        if name in {"list", "tuple"} and given.positional:
            return given.positional[0]
        return UNKNOWN


def _is_ipython(node: ast.expr) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id == "get_ipython"
