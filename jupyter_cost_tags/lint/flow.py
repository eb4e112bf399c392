"""One file, run for what it launches: the module first, then the bodies of its functions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce

from ..guard.operations import Create
from .calls import Arguments, Calls
from .evaluate import Env, Evaluator
from .launches import Launch, Place
from .sdk import is_remote
from .statements import Statements
from .values import (
    NONE,
    UNKNOWN,
    Client,
    Function,
    Imported,
    Remote,
    Value,
    join,
    tags_of,
)

_MOST_NODES = 100_000  # run for the values of the file's own functions
_DEEPEST = 3  # calls of these in each other
_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class Flow(Statements):
    """Collects the launches of one file."""

    def __init__(self, *, mentions_local: bool, has_config: bool) -> None:
        """See `Calls` for what the flags say of the file."""
        calls = Calls(self._report, mentions_local, has_config)
        super().__init__(Evaluator(calls, self._inline))
        self.launches: list[Launch] = []
        self.cell: int | None = None
        self._later: list[tuple[int | None, Callable[[], object]]] = []
        self._muted = 0
        self._depth = 0
        self._nodes_left = _MOST_NODES
        self._returned: list[Value] = []

    def finish(self) -> None:
        """Run the bodies of functions, as they find the module when all of it has run."""
        while self._later:
            self.cell, body = self._later.pop(0)
            body()

    def _report(self, row: Create, tags: Value | None, name: str | None) -> None:
        node = self.evaluator.call_node
        if self._muted or node is None:
            return
        place = Place(node.lineno, node.end_lineno or node.lineno, node.col_offset, self.cell)
        call = self.evaluator.path(node.func) or f"….{getattr(node.func, 'attr', 'call')}"
        self.launches.append(
            Launch(row.operation, row.kind, row.tier, name, tags_of(tags), call, place)
        )

    def _functiondef(self, node: _FunctionNode) -> None:
        value: Value = Function(node)
        for decorator in node.decorator_list:
            by = self.evaluator.value(decorator)
            if isinstance(by, Imported) and is_remote(by.path):
                by = Remote(NONE)
            value = by if isinstance(by, Remote) else value
        for each in ast.walk(node):
            for name in each.names if isinstance(each, ast.Global) else ():
                self.bind(name, UNKNOWN)
        self.bind(node.name, value)
        outer = self.module if self.at_module else self.evaluator.env
        self._later.append((self.cell, lambda: self._body(node, outer)))

    _asyncfunctiondef = _functiondef

    def _body(self, node: _FunctionNode, outer: Env) -> tuple[Env, Value]:
        """Run a function by itself: what it is given is not known."""
        return self._in_scope(node.body, {**outer, **self._parameters(node)})

    def _in_scope(self, body: Sequence[ast.stmt], env: Env) -> tuple[Env, Value]:
        """Run statements in a scope of their own; return it and what they return."""
        was = self.at_module, self.evaluator.env, self._returned
        self.at_module, self.evaluator.env, self._returned = False, env, []
        self.run(body)
        ended, returned = self.evaluator.env, reduce(join, self._returned or [NONE])
        self.at_module, self.evaluator.env, self._returned = was
        return ended, returned

    def _parameters(self, node: _FunctionNode) -> Env:
        arguments = node.args
        given = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
        extra = [each for each in (arguments.vararg, arguments.kwarg) if each]
        return {
            **{each.arg: self._annotated(each.annotation) for each in given},
            **{each.arg: UNKNOWN for each in extra},
        }

    def _annotated(self, annotation: ast.expr | None) -> Value:
        """Return a client for what is annotated as one, nothing known otherwise."""
        if isinstance(annotation, ast.Constant):
            named = str(annotation.value)
        else:
            named = (self.evaluator.path(annotation) if annotation else None) or ""
        return Client() if named.rpartition(".")[2] == "SageMakerClient" else UNKNOWN

    def _classdef(self, node: ast.ClassDef) -> None:
        self.bind(node.name, UNKNOWN)
        self._later.append((self.cell, lambda: self._class(node)))

    def _class(self, node: ast.ClassDef) -> None:
        """Run the methods twice: first for what `self` holds, then with it."""
        methods = [each for each in node.body if isinstance(each, _FunctionNode)]
        held: Env = {}
        with self._mute():
            for method in methods:
                env, _ = self._body(method, self.module)
                for name, value in env.items():
                    if name.startswith("self."):
                        held[name] = join(held.get(name), value)
        for method in methods:
            self._body(method, {**self.module, **held})

    def _return(self, node: ast.Return) -> None:
        self._returned.append(self.evaluator.value(node.value) if node.value else NONE)

    def _inline(self, function: Function, given: Arguments) -> Value | None:
        """Return what a function of the file gives back; None where that would go too far."""
        node = function.node
        self._nodes_left -= sum(1 for _ in ast.walk(node))
        if self._nodes_left < 0 or self._depth == _DEEPEST:
            return None
        self._depth += 1
        env = {**self.evaluator.env, **self._given(node, given)}
        with self._mute():
            _, returned = self._in_scope(node.body, env)
        self._depth -= 1
        return returned

    def _given(self, node: _FunctionNode, given: Arguments) -> Env:
        """Return the parameters as a call gives them."""
        arguments = node.args
        names = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
        defaults = arguments.defaults
        optional = dict(zip(names[len(names) - len(defaults) :], defaults, strict=True))
        named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        optional |= {each.arg: default for each, default in named if default is not None}
        bound: Env = self._parameters(node)
        if given.exact:
            bound |= {name: self.evaluator.value(default) for name, default in optional.items()}
            bound |= dict(zip(names, given.positional, strict=False))
        return bound | {name: value for name, value in given.named.items() if name in bound}

    @contextmanager
    def _mute(self) -> Iterator[None]:
        """Run something for what it leaves, not for what it launches."""
        self._muted += 1
        kept = len(self._later)
        try:
            yield
        finally:
            self._muted -= 1
            del self._later[kept:]
