"""Which files of a report count, where an export keeps every version of a month. Pure.

"Create new" puts each delivery of a month into a folder of its own, and each is the whole month
(AWS CUR user guide, "Keeping previous Cost and Usage Reports"; Data Exports, file versioning):
reading two of them counts every cost twice. The manifest in the month's own folder names the files
of the newest.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..problems import CostTagsError

MANIFEST = "manifest.json"  # how its name ends, in small letters
MOST_OF_MANIFEST = 4 * 1024**2  # bytes
_MONTH_FOLDER = re.compile(
    r"(?:^|/)(?:billing_period=(?P<p>\d{4}-\d{2})|year=(?P<y>\d{4})/month=(?P<m>\d{1,2})"
    r"|(?P<l>\d{6})01-\d{8})/",
    re.IGNORECASE,
)
_DATED = re.compile(r"\d{8}T\d{6}Z|\d{4}-\d{2}-\d{2}T.+")


class Versions(CostTagsError):
    """A month's files are not one whole version."""

    code = "report-versions"
    status = 409
    action = "Name the folder of one version, or deliver the report's manifest beside its files."


def month_of(path: str) -> str | None:
    """Return the month that a folder on the path names, YYYY-MM; None where none does."""
    match = _MONTH_FOLDER.search(path)
    if match is None:
        return None
    if match["p"]:
        return match["p"]
    if match["y"]:
        return f"{match['y']}-{int(match['m']):02d}"
    return f"{match['l'][:4]}-{match['l'][4:]}"


def newest(paths: Iterable[str], manifests: Mapping[str, Any]) -> list[str]:
    """Return the paths without those of older versions of a month, in their order.

    `manifests` has the content of manifests by path. Raises `Versions` for a month of several
    versions none of which is known to be the newest, and for one that lacks files of its manifest.
    """
    listed = list(paths)
    folders: defaultdict[str, list[str]] = defaultdict(list)
    for path in listed:
        match = _MONTH_FOLDER.search(path)
        folders[path[: match.end()] if match else ""].append(path)
    kept = set(folders.pop("", []))
    for folder, own in folders.items():
        kept |= _of_month(folder, own, manifests)
    return [path for path in listed if path in kept]


def _of_month(folder: str, own: Sequence[str], manifests: Mapping[str, Any]) -> set[str]:
    month, tails = month_of(folder), {_tail(path): path for path in own}
    named: set[str] = set()
    for path, content in manifests.items():
        keys = {*_keys(content)} if is_current(path) and month_of(path) == month else set()
        if not keys.isdisjoint(tails):
            missing = len(keys - tails.keys())
            if missing:
                raise Versions(f"{missing} files that the manifest of {month} names are not there.")
            named |= {tails[key] for key in keys}
    if named:
        return named
    versions = {path[len(folder) :].rpartition("/")[0] for path in own}
    if len(versions) < 2:
        return set(own)
    if not all(_DATED.fullmatch(version.split("/")[0]) for version in versions):
        raise Versions(f"The report has {len(versions)} versions of {month}; which is the newest?")
    last = max(version.split("/")[0] for version in versions)
    return {path for path in own if path[len(folder) :].startswith(f"{last}/")}


def is_current(path: str) -> bool:
    """Tell whether a manifest is in a month's own folder: those below describe one version."""
    match = _MONTH_FOLDER.search(path)
    return match is not None and "/" not in path[match.end() :]


def _keys(content: Any) -> Iterable[str]:
    """Yield the tails of the keys that a manifest names: legacy CUR's, or Data Exports'."""
    if isinstance(content, Mapping):
        for member in ("reportKeys", "dataFiles"):
            for key in content.get(member) or ():
                yield _tail(str(key))


def _tail(path: str) -> str:
    """Return a file with its folder: keys are told from the bucket's root, paths from elsewhere."""
    return "/".join(path.rsplit("/", 2)[-2:])
