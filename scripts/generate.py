#!/usr/bin/env python3
"""Write openapi.json, its types and what the kinds decide in docs/; --check only compares."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "jupyter_cost_tags" / "openapi.json"
TYPES = ROOT / "src" / "generated" / "api.ts"
KINDS = ROOT / "docs" / "admins" / "kinds.md"
PERMISSIONS = ROOT / "docs" / "admins" / "permissions.md"
_TABLE = "from jupyter_cost_tags.inventory import table; import sys, pathlib; "
_PAGE = f"{_TABLE}print(table.kinds_page(), end='')"
_PART = (
    f"{_TABLE}print(table.spliced(pathlib.Path(sys.argv[1]).read_text(encoding='utf-8')), end='')"
)


def openapi_document() -> str:
    return _printed("-m", "jupyter_cost_tags.openapi")


def kinds_page() -> str:
    return _printed("-c", _PAGE)


def permissions_page() -> str:
    return _printed("-c", _PART, str(PERMISSIONS))


def _printed(*arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def typescript(document: str, folder: Path) -> str:
    source, target = folder / "openapi.json", folder / "api.ts"
    source.write_text(document, encoding="utf-8")
    generator = ROOT / "node_modules" / ".bin" / "openapi-typescript"
    command = [str(generator), str(source), "--output", str(target), "--immutable"]
    subprocess.run(
        command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "CI": "1"}
    )
    return target.read_text(encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    document = openapi_document()
    with tempfile.TemporaryDirectory() as folder:
        wanted = {DOCUMENT: document, TYPES: typescript(document, Path(folder))}
        wanted[KINDS] = kinds_page()
        wanted[PERMISSIONS] = permissions_page()
    stale = [
        path
        for path, text in wanted.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        if options.check:
            print(f"{path.relative_to(ROOT)} is out of date: run `make generate`")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
