#!/usr/bin/env python3
"""Fail when the built front end weighs more, gzipped, than docs/decisions/008 allows."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "jupyter_cost_tags/labextension/static"
# What JupyterLab's start and opening the panel load; every other file waits for a click.
PANEL = ("remoteEntry.", "style.", "style_index_js.", "lib_index_js.", "lib_lazy_js.")
MOST_FOR_PANEL, MOST_IN_ALL = 60_000, 95_000  # bytes


def main() -> int:
    sizes = {
        path.name: len(gzip.compress(path.read_bytes(), mtime=0))
        for path in sorted(STATIC.glob("*.js"))
    }
    for name, size in sizes.items():
        print(f"{size:7,} {name}")
    panel = sum(size for name, size in sizes.items() if name.startswith(PANEL))
    total = sum(sizes.values())
    print(f"{panel:7,} of {MOST_FOR_PANEL:,} bytes for the panel")
    print(f"{total:7,} of {MOST_IN_ALL:,} bytes in all")
    missing = [start for start in PANEL if not any(name.startswith(start) for name in sizes)]
    for start in missing:
        print(f"no {start}*.js: the chunks have other names than this check knows")
    return 1 if missing or panel > MOST_FOR_PANEL or total > MOST_IN_ALL else 0


if __name__ == "__main__":
    sys.exit(main())
