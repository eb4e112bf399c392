"""A policy as the text of a `cost-tags.yaml`, with comments that say where each key is from. Pure.

`read.parse_policy` reads it back as the same policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict

from .rules import KeyRule, Policy, ReportRule, SpendRule

# What YAML takes for a text without quotes wherever it stands, and never for anything else.
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./@+-]*")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_WIDEST = 96


def spell_policy(
    policy: Policy, *, header: Iterable[str] = (), notes: Mapping[str, Iterable[str]] | None = None
) -> str:
    """Return the text; `notes` are comments per key.

    A rule must have one pattern at most, as every rule that was read from a file does.
    """
    lines = [*_comments(header), "version: 1", f"mode: {policy.mode}"]
    if policy.tags:
        lines.append("tags:")
        for rule in policy.tags:
            lines += _comments((notes or {}).get(rule.key, ()), indent="  ")
            lines += _rule(rule)
    if policy.bundles:
        lines.append("bundles:")
        lines += [f"  {_text(name)}: {_map(tags)}" for name, tags in policy.bundles.items()]
    if policy.protected:
        lines.append(f"protected: {_list(sorted(policy.protected))}")
    if policy.spend != SpendRule():
        lines.append(_spend(policy.spend))
    if policy.confirm_above is not None:
        lines.append(f'launch: {{confirm_above: "{policy.confirm_above}"}}')
    if policy.exempt_kinds or policy.exempt_names:
        names = _list(pattern.text for pattern in policy.exempt_names)
        kinds = _list(sorted(policy.exempt_kinds))
        lines.append(f"exempt: {{kinds: {kinds}, name_patterns: {names}}}")
    return "\n".join(lines) + "\n"


def _rule(rule: KeyRule) -> Iterator[str]:
    yield f"  - key: {_text(rule.key)}"
    if rule.required:
        yield "    required: true"
    if rule.kinds is not None:
        yield f"    required_for: {_list(sorted(rule.kinds))}"
    if rule.values is not None:
        yield from _values(rule.values)
    for pattern in rule.patterns[:1]:
        yield f"    pattern: {_quoted(pattern.text)}"
    if rule.default is not None:
        yield f"    default: {_text(rule.default)}"


def _values(values: Mapping[str, str | None]) -> Iterator[str]:
    """Yield a short list on one line, a long one or one with names on many."""
    if any(name is not None for name in values.values()):
        yield "    values:"
        for value, name in values.items():
            yield f"      {_text(value)}:{'' if name is None else ' ' + _text(name)}"
        return
    line = f"    values: {_list(values)}"
    if len(line) <= _WIDEST:
        yield line
        return
    yield "    values:"
    for value in values:
        yield f"      - {_text(value)}"


def _comments(sentences: Iterable[str], indent: str = "") -> list[str]:
    return [f"{indent}# {_visible(one)}" for one in sentences]


def _list(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, texts))}]"


def _map(texts: Mapping[str, str]) -> str:
    return f"{{{', '.join(f'{_text(key)}: {_text(value)}' for key, value in texts.items())}}}"


def _text(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if is_plain else _quoted(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_visible(escaped)}"'


def _visible(text: str) -> str:
    """Spell by its code what YAML would fold, or what could not be seen."""
    return "".join(one if one.isprintable() else _code(one) for one in text)


def _code(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) <= 0xFFFF else f"\\U{ord(character):08x}"


def _spend(spend: SpendRule) -> str:
    parts = [f"source: {spend.source}", f"tag: {_text(spend.tag)}", f"metric: {spend.metric}"]
    if spend.report:
        usual, own = asdict(ReportRule()), asdict(spend.report)
        named = {name: value for name, value in own.items() if value != usual[name]}
        parts.append(f"report: {_map(named)}")
    if spend.budget:
        parts.append(f"budget: {_text(spend.budget)}")
    return f"spend: {{{', '.join(parts)}}}"
