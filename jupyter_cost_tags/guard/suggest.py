"""The nearest valid spelling of a key, value or field that somebody mistyped."""

from __future__ import annotations

from collections.abc import Iterable


def folded(text: str) -> str:
    """Return what is left when case, spaces and punctuation don't count."""
    return "".join(character for character in text.casefold() if character.isalnum())


def nearest(text: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that was probably meant; None when none is near.

    Near is the same but for case and punctuation, or at most two typing slips away (one in a
    word of less than six letters).
    """
    wanted = folded(text)
    if not wanted:
        return None
    most = 2 if len(wanted) >= 6 else 1
    best: tuple[int, str] | None = None
    for candidate in candidates:
        slips = distance(wanted, folded(candidate), most)
        if slips <= most and (best is None or slips < best[0]):
            best = (slips, candidate)
    return best[1] if best else None


def distance(left: str, right: str, most: int) -> int:
    """Count insertions, deletions, substitutions and swaps of neighbours; stop above `most`."""
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, letter in enumerate(left):
        row, before, last = [i + 1], row, before
        for j, other in enumerate(right):
            cost = min(before[j + 1] + 1, row[j] + 1, before[j] + (letter != other))
            if i and j and letter == right[j - 1] and left[i - 1] == other:
                cost = min(cost, last[j - 1] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
