"""Methods of dicts and lists, as far as they change what is known."""

from __future__ import annotations

from .calls import Arguments
from .values import NONE, UNKNOWN, Constant, Items, Table, Value, forget, text_of


def table_method(table: Table, name: str, given: Arguments) -> Value:
    """Return what a dict's method gives, and change the dict as it would."""
    if name == "copy":
        return table.copied()
    if name == "get":
        return table.get(text_of(given.first("key")) or "") or NONE
    if name == "update":
        other = given.positional[0] if given.positional else Table()
        table.entries.update(other.entries if isinstance(other, Table) else {})
        table.entries.update(given.named)
        known = isinstance(other, Table) and other.exact and given.exact
        table.exact = table.exact and known
    elif name not in {"items", "keys", "values"}:
        forget(table)
    return UNKNOWN


def items_method(items: Items, name: str, given: Arguments) -> Value:
    """Return what a list's method gives, and change the list as it would."""
    if name == "copy":
        return Items(list(items.items), items.exact)
    if name == "append" and given.positional:
        items.items.append(given.positional[0])
    elif name == "extend" and given.positional and isinstance(given.positional[0], Items):
        items.items += given.positional[0].items
        items.exact = items.exact and given.positional[0].exact
    elif name not in {"index", "count"}:
        forget(items)
    return UNKNOWN


def item_of(owner: Value, index: Value) -> Value:
    """Return `owner[index]`."""
    if isinstance(owner, Table):
        key = text_of(index)
        return (owner.get(key) if key is not None else None) or UNKNOWN
    if isinstance(owner, Items) and isinstance(index, Constant) and owner.exact:
        at = index.value
        in_range = isinstance(at, int) and -len(owner.items) <= at < len(owner.items)
        return owner.items[at] if in_range else UNKNOWN
    return UNKNOWN


def added(left: Value, right: Value) -> Value:
    """Return what `+` of two lists, or `|` of two dicts, gives."""
    if isinstance(left, Items) and isinstance(right, Items):
        return Items([*left.items, *right.items], left.exact and right.exact)
    if isinstance(left, Table) and isinstance(right, Table):
        return Table({**left.entries, **right.entries}, left.exact and right.exact)
    return UNKNOWN
