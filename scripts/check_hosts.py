#!/usr/bin/env python3
"""Fail when a tracked file names a package registry's host or a path of somebody's machine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The dots are written as classes, so that this file does not hold what it looks for.
HOSTS = (
    r"pypi[.]org",
    r"pypi[.]python[.]org",
    r"pythonhosted[.]org",
    r"registry[.]npmjs",
    r"npmjs[.]org",
    r"registry[.]yarnpkg",
    r"yarnpkg[.]com",
    r"npmmirror[.]com",
    r"deb[.]debian[.]org",
    r"security[.]debian[.]org",
    r"snapshot[.]debian[.]org",
    r"archive[.]ubuntu[.]com",
    r"conda[.]anaconda[.]org",
    r"proxy[.]golang[.]org",
    r"static[.]crates[.]io",
    r"repo[.]maven[.]apache[.]org",
    r"rubygems[.]org",
)
PATHS = (
    r"(?<![\w.$}/-])/wor[k]/",
    r"(?<![\w.$}/-])/roo[t]/",
    r"(?<![\w.$}-])/hom[e]/(?!(?:sagemaker|ec2)-user\b)\w",
    r"(?<![\w.$}-])/User[s]/\w",
    r"file[:]///",
)
FORBIDDEN = re.compile("|".join((*HOSTS, *PATHS)), re.IGNORECASE)


def tracked_files() -> list[Path]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    names = [name for name in listed.decode().split("\0") if name]
    return [path for name in names if (path := ROOT / name).is_file()]


def findings(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []
    return [
        f"{path.relative_to(ROOT)}:{number}: {found.group()}"
        for number, line in enumerate(text.splitlines(), 1)
        if (found := FORBIDDEN.search(line))
    ]


def main() -> int:
    found = [line for path in tracked_files() for line in findings(path)]
    print("\n".join(found[:100]) or "none")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
