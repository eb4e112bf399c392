"""IAM's condition operators, on what a request carries.

AWS docs IAM/latest/UserGuide/reference_policies_elements_condition_operators and
reference_policies_condition-single-vs-multi-valued-context-keys: operators and keys of one
statement are ANDed, values ORed (NORed for negated operators); names of keys match in any case; a
missing key fails an operator, satisfies a negated one, `…IfExists` and `ForAllValues:`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from ..problems import BadRequest

Context = Mapping[str, Sequence[str]]  # names in lower case; a missing key is not there
_Test = Callable[[str, str], bool]  # a request's value, a policy's

_QUANTIFIERS = frozenset({"", "forallvalues", "foranyvalue"})
_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_WILD = "\x00"  # stands before what `*` and `?` mean literally once variables are resolved


class NotEvaluated(BadRequest):
    """A policy uses what this evaluator does not know: no verdict is better than a wrong one."""

    code = "not-evaluated"
    action = "Leave that statement out, or ask AWS's own simulator."


def holds(condition: Mapping[str, Any], context: Context) -> bool:
    """Tell whether a Condition block holds; raises `NotEvaluated` for an unknown operator."""
    return all(
        _operator(operator, key, texts(listed), context)
        for operator, by_key in condition.items()
        for key, listed in by_key.items()
    )


def texts(listed: Any) -> list[str]:
    """Return a policy element as a list of texts: AWS takes one or many, and true for "true"."""
    many = listed if isinstance(listed, list) else [listed]
    return [str(one).lower() if isinstance(one, bool) else str(one) for one in many]


def like(value: str, pattern: str) -> bool:
    """Compare with IAM's wildcards; a mark made by `literally` stands for itself."""
    return _compiled(pattern).fullmatch(value) is not None


def resolved(text: str, context: Context) -> str | None:
    """Return a text with its policy variables filled in; None where one has no single value."""
    missing = False

    def value_of(found: re.Match[str]) -> str:
        nonlocal missing
        name, _, default = found[1].partition(",")
        if name in {"*", "?", "$"}:
            return _WILD + name
        values = context.get(name.strip().lower(), ())
        if len(values) == 1:
            return _literally(values[0])
        if default:
            return _literally(default.strip().strip("'"))
        missing = True
        return ""

    told = _VARIABLE.sub(value_of, text)
    return None if missing else told


def _literally(text: str) -> str:
    return "".join(_WILD + one if one in "*?" else one for one in text)


def _operator(operator: str, key: str, wanted: Sequence[str], context: Context) -> bool:
    quantifier, _, name = operator.rpartition(":")
    if_exists = name.endswith("IfExists")
    name = name.removesuffix("IfExists").lower()
    if quantifier.lower() not in _QUANTIFIERS or (quantifier and if_exists):
        raise NotEvaluated(f"The condition operator {operator[:60]} is not known.")
    values = context.get(key.lower(), ())
    if name == "null":
        return any((not values) is (one.lower() == "true") for one in wanted)
    test, negated = _test(name, operator)
    if not values:
        return _of_nothing(quantifier.lower(), negated=negated, if_exists=if_exists)
    told = [text for text in (resolved(one, context) for one in wanted) if text is not None]
    verdicts = [_one(test, value, told) is not negated for value in values]
    if quantifier.lower() == "foranyvalue":
        return any(verdicts)
    if quantifier.lower() == "forallvalues" or len(values) == 1:
        return all(verdicts)
    return all(verdicts) if negated else any(verdicts)


def _of_nothing(quantifier: str, *, negated: bool, if_exists: bool) -> bool:
    if quantifier:
        return quantifier == "forallvalues"
    return if_exists or negated


def _one(test: _Test, value: str, wanted: Iterable[str]) -> bool:
    return any(test(value, one) for one in wanted)


def _test(name: str, operator: str) -> tuple[_Test, bool]:
    positive = name.replace("not", "", 1) if name.startswith(("stringnot", "arnnot")) else name
    test = _TESTS.get(positive)
    if test is None:
        raise NotEvaluated(f"The condition operator {operator[:60]} is not known.")
    return test, positive != name


def _equals(value: str, wanted: str) -> bool:
    return value == wanted.replace(_WILD, "")


def _equals_in_any_case(value: str, wanted: str) -> bool:
    return value.lower() == wanted.replace(_WILD, "").lower()


def arn_like(value: str, pattern: str) -> bool:
    """Compare ARNs part by part; a resource's type takes no wildcard of its own.

    AWS docs IAM/latest/UserGuide/reference_policies_elements_resource.
    """
    if pattern == "*":
        return True
    parts, wanted = value.split(":", 5), pattern.split(":", 5)
    kind, slash, _ = wanted[-1].partition("/")
    if slash and not parts[-1].startswith(f"{kind}/"):
        return False
    return len(parts) == len(wanted) and all(map(like, parts, wanted))


def _boolean(value: str, wanted: str) -> bool:
    return value.lower() == wanted.lower()


_TESTS: dict[str, _Test] = {
    "stringequals": _equals,
    "stringequalsignorecase": _equals_in_any_case,
    "stringlike": like,
    "arnequals": arn_like,
    "arnlike": arn_like,
    "bool": _boolean,
}


@lru_cache(maxsize=2048)
def _compiled(pattern: str) -> re.Pattern[str]:
    meant = {"*": ".*", "?": "."}
    pieces = re.findall(rf"{_WILD}.|.", pattern, re.DOTALL)
    return re.compile("".join(meant.get(p) or re.escape(p[-1]) for p in pieces), re.DOTALL)
