#!/usr/bin/env python3
"""Warn about source files over 300 lines; fail over 400."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = {".py", ".ts", ".tsx", ".css", ".js", ".mjs"}
GENERATED = ("src/generated/",)
WARN, FAIL = 300, 400


def main() -> int:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    sizes = {
        name: len((ROOT / name).read_text(encoding="utf-8").splitlines())
        for name in listed.decode().split("\0")
        if Path(name).suffix in SUFFIXES
        and not name.startswith(GENERATED)
        and (ROOT / name).is_file()
    }
    long = {name: size for name, size in sizes.items() if size > WARN}
    for name, size in sorted(long.items(), key=lambda item: -item[1]):
        print(f"{'too long' if size > FAIL else 'long'}: {name}: {size} lines")
    print(f"{len(sizes)} files, {sum(sizes.values())} lines")
    return 1 if any(size > FAIL for size in long.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
