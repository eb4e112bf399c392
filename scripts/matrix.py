#!/usr/bin/env python3
"""Try the built wheel beside the releases that it supports, one row after the other.

    scripts/matrix.py [ROW …] [--write] [--every]

Needs `make build` and the browser tests' packages. Each row is an environment of its own, without
Node and without anything of this checkout; the embedded AWS runs in the product's own environment,
so that only the client varies. Rows are in requirements/matrix.yaml.
"""

from __future__ import annotations

import argparse
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import yaml
from matrix_row import Result, Row, try_row
from matrix_use import Place, ask

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = Path(sys.executable).with_name("jupyter-cost-tags")
DOCUMENT = ROOT / "docs" / "compatibility.md"
BEGIN, END = "<!-- written by make matrix -->", "<!-- end -->"
NOW = "2026-11-23T14:12:00Z"
SHOWN = ("jupyterlab", "jupyter_server", "boto3", "pydantic", "typer")


def rows() -> list[Row]:
    """Read the rows; an image's pins are put in their place."""
    images = yaml.safe_load((ROOT / "requirements" / "images.yaml").read_text("utf-8"))
    told = yaml.safe_load((ROOT / "requirements" / "matrix.yaml").read_text("utf-8"))
    found = []
    for one in told:
        pins = {**images[one.pop("image")]} if "image" in one else {}
        pins.pop("python", None)
        name, python = one.pop("row"), one.pop("python")
        found.append(Row(name, python, {**pins, **one}))
    return found


def base_of(wheel: Path) -> list[str]:
    """Return what the wheel itself needs, without its extras."""
    with ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        told = message_from_bytes(archive.read(name)).get_all("Requires-Dist", [])
    return [requirement for requirement in told if "extra ==" not in requirement]


@contextmanager
def embedded_aws() -> Iterator[dict[str, str]]:
    """Yield the environment that the embedded AWS and its company export."""
    command = [str(PRODUCT), "demo", "--aws-only", "--now", NOW]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as aws:
        exported: dict[str, str] = {}
        try:
            for line in aws.stdout or ():
                found = re.fullmatch(r"export (\w+)=(.*)", line.strip())
                if found:
                    exported[found[1]] = "".join(shlex.split(found[2]))
                if "COST_TAGS_NOW" in exported:  # the last one
                    break
            yield exported
        finally:
            aws.send_signal(signal.SIGINT)
            aws.wait(20)


def table(results: Sequence[Result], *, seconds: bool) -> list[str]:
    """Return the lines of the table, in Markdown."""
    heads = ("row", "Python", *SHOWN, *(["s"] if seconds else []), "result")
    cells = [
        (
            result.row.name,
            result.row.python,
            *(result.versions.get(name, result.row.pins.get(name, "newest")) for name in SHOWN),
            *([f"{result.seconds:.0f}"] if seconds else []),
            result.verdict,
        )
        for result in results
    ]
    return [
        f"| {' | '.join(heads)} |",
        f"|{' --- |' * len(heads)}",
        *(f"| {' | '.join(line)} |" for line in cells),
    ]


def lacking(results: Sequence[Result]) -> list[str]:
    """Return what each boto3 says that it lacks."""
    told = {r.versions["boto3"]: r.lacks for r in results if r.versions.get("boto3")}
    order = sorted(told, key=lambda version: [int(part) for part in version.split(".")])
    return [
        f"- boto3 {version} {told[version].removeprefix('It ') or 'has all that is used.'}"
        for version in order
    ]


def write(lines: Sequence[str]) -> None:
    """Put the lines into docs/compatibility.md: no seconds, which are the machine's."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    DOCUMENT.write_text(
        f"{before}{BEGIN}\n\n" + "\n".join(lines) + f"\n\n{END}{after}", encoding="utf-8"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", nargs="*", metavar="ROW", help="only these")
    parser.add_argument("--write", action="store_true", help="put the table into the docs")
    parser.add_argument("--every", action="store_true", help="fail for what is not available")
    options = parser.parse_args()
    wheels = sorted((ROOT / "dist").glob("*.whl"))
    if not wheels:
        print("There is no wheel: run make build first.")
        return 2
    all_rows = rows()
    unknown = set(options.rows) - {row.name for row in all_rows}
    if unknown:
        print(f"No such row: {', '.join(sorted(unknown))}.")
        return 2
    wanted = [row for row in all_rows if not options.rows or row.name in options.rows]
    base, results = base_of(wheels[-1]), []
    with embedded_aws() as exported, tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "home").mkdir()
        expected = ask(Place(Path(folder), exported), str(PRODUCT))
        late = [name for name, (code, _) in expected.items() if code not in (0, 1)]
        if late:
            print(f"The newest releases themselves did not answer {', '.join(late)}: {expected}")
            return 1
        for row in wanted:
            results.append(try_row(row, wheels[-1], base, exported, expected))
            show(results[-1])
    told = lacking(results)
    print("", *table(results, seconds=True), "", *told, "", sep="\n")
    if options.write:
        write([*table(results, seconds=False), "", *told])
    return summarize(results, every=options.every)


def show(result: Result) -> None:
    print(f"{result.row.name}: {result.verdict}, {result.seconds:.1f} s", flush=True)
    for line in result.failed:
        print(f"  {line}")
    for line in result.others:
        print(f"  not ours: {line}")


def summarize(results: Sequence[Result], *, every: bool) -> int:
    unavailable = sum(bool(result.unavailable) for result in results)
    failed = sum(bool(result.failed) for result in results) + (unavailable if every else 0)
    passed = sum(result.verdict == "ok" for result in results)
    if unavailable:
        print(f"not available here: {unavailable} of {len(results)} rows were not tried")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
