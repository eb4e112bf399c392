"""A YAML file as plain values with the line of each: safe, bounded, duplicates refused."""

from __future__ import annotations

from typing import Any

import yaml

from ..problems import PolicyInvalid

DEEPEST = 20
Where = tuple[str | int, ...]


class Lines(dict[Where, int]):
    """The line, counted from 1, of each place in the document."""

    def of(self, where: Where) -> int:
        """Return the line of a place, or of what contains it."""
        while where and where not in self:
            where = where[:-1]
        return self.get(where, 1)


def load(text: str, file: str) -> tuple[Any, Lines]:
    """Return the values and their lines; raises `PolicyInvalid` naming file and line."""
    try:
        for event in yaml.parse(text, yaml.SafeLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise PolicyInvalid(f"{file}:{line}: anchors and aliases are not allowed.")
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else 1
        raise PolicyInvalid(f"{file}:{line}: not valid YAML: {error.problem}.") from None
    except (yaml.YAMLError, RecursionError):
        raise PolicyInvalid(f"{file}:1: not valid YAML.") from None
    if node is None:
        raise PolicyInvalid(f"{file}:1: the file is empty.")
    lines = Lines()
    return _value(node, (), lines, file), lines


def _value(node: yaml.Node, where: Where, lines: Lines, file: str) -> Any:
    line = node.start_mark.line + 1
    lines.setdefault(where, line)
    if len(where) > DEEPEST:
        raise PolicyInvalid(f"{file}:{line}: nested too deeply.")
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, where, lines, file)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*where, at), lines, file) for at, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, where: Where, lines: Lines, file: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise PolicyInvalid(f"{file}:{line}: a name must be a text.")
        key = str(key_node.value)  # as written: `yes` and `1` are names too
        if key in found:
            raise PolicyInvalid(f"{file}:{line}: {key!r} is given twice.")
        place = (*where, key)
        lines[place] = line
        found[key] = _value(value_node, place, lines, file)
    return found


def _scalar(node: yaml.Node) -> Any:
    """Return a scalar: what looks like another type stays text, but for null and true/false.

    Tag values are texts: `dev: yes` or a cost centre `4711` means what is written.
    """
    tag, text = node.tag, str(node.value)
    if tag == "tag:yaml.org,2002:null":
        return None
    if tag == "tag:yaml.org,2002:bool" and text.casefold() in {"true", "false"}:
        return text.casefold() == "true"
    return text
