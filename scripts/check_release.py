#!/usr/bin/env python3
"""Fail when the wheel is not fit to be released.

    scripts/check_release.py [--release] [WHEEL]

Without a wheel it builds one from the front end that is built. It holds: at most 1 MB, all parts
in it and no path of a machine, a semantic version that the changelog knows, and that no image of
SageMaker Distribution lacks what the base install needs. `--release` also wants a dated changelog
and a clean checkout; RELEASE_TAG, where it is set, must be that version.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
MOST = 1_000_000  # bytes
# semver.org's own expression, without build metadata: an index takes none.
SEMANTIC = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(-(alpha|beta|rc)\.(0|[1-9]\d*))?"
)
HEADING = re.compile(r"^## (\S+)(?: - (\d{4}-\d\d-\d\d))?$", re.MULTILINE)
UNRELEASED = "Unreleased"
LAB = "share/jupyter/labextensions/jupyter-cost-tags"
PARTS = (
    f"{LAB}/package.json",
    f"{LAB}/install.json",
    f"{LAB}/static/remoteEntry.",
    f"{LAB}/static/third-party-licenses.json",
    "etc/jupyter/jupyter_server_config.d/jupyter_cost_tags.json",
    "etc/ipython/ipython_config.py",
    "jupyter_cost_tags/openapi.json",
    "jupyter_cost_tags/py.typed",
    "licenses/LICENSE",
)
FOREIGN = re.compile(r"\.map$|(^|/)tests?/|__tests__|\.pyc$|\.spec\.")


def build(folder: str) -> Path:
    """Build the wheel alone, from the front end as it is."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return next(Path(folder).glob("*.whl"))


def of_contents(wheel: Path) -> Iterator[str]:
    size = wheel.stat().st_size
    print(f"{size:,} of {MOST:,} bytes: {wheel.name}")
    if size > MOST:
        yield f"the wheel has {size:,} bytes, more than {MOST:,}"
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        yield from (f"not in the wheel: {p}" for p in PARTS if not any(p in n for n in names))
        yield from (f"in the wheel: {name}" for name in names if FOREIGN.search(name))
        here = str(ROOT).encode()
        yield from (f"names this folder: {n}" for n in names if here in archive.read(n))


def metadata_of(wheel: Path) -> Message:
    with ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return message_from_bytes(archive.read(name))


def of_dependencies(metadata: Message) -> Iterator[str]:
    """Yield what an image lacks, or has in a release that we would replace."""
    wanted = [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]
    base = [one for one in wanted if one.marker is None or "extra" not in str(one.marker)]
    images = yaml.safe_load((ROOT / "requirements" / "images.yaml").read_text("utf-8"))
    for image, packages in images.items():
        carried = {canonicalize_name(name): version for name, version in packages.items()}
        for one in base:
            there = carried.get(canonicalize_name(one.name))
            if there is None:
                yield f"image {image} has no {one.name}: the base install would add it"
            elif not one.specifier.contains(str(there), prereleases=True):
                yield f"image {image} has {one.name} {there}: the base install would replace it"
        if not Version(str(packages["python"])) >= Version("3.10"):
            yield f"image {image} has Python {packages['python']}"
    print(f"{len(base)} dependencies, in each of {len(images)} images of SageMaker Distribution")


def of_version(metadata: Message, *, release: bool) -> Iterator[str]:
    version = json.loads((ROOT / "package.json").read_text("utf-8"))["version"]
    if not SEMANTIC.fullmatch(version):
        yield f"package.json: {version} is no semantic version (1.2.3, 1.2.3-rc.1)"
        return
    if Version(metadata["Version"]) != Version(version):
        yield f"the wheel is {metadata['Version']}, package.json says {version}"
    headings = HEADING.findall((ROOT / "CHANGELOG.md").read_text("utf-8"))
    dated = [(name, date) for name, date in headings if name != UNRELEASED]
    order = [Version(name) for name, _ in dated]
    if order != sorted(set(order), reverse=True):
        yield "CHANGELOG.md: releases are not in order, newest first"
    if order and order[0] > Version(version):
        yield f"CHANGELOG.md knows {order[0]}, package.json says {version}"
    if release and (not dated or dated[0][0] != version or not dated[0][1]):
        yield f"CHANGELOG.md: its first heading must be `## {version} - YYYY-MM-DD`"
    tag = os.environ.get("RELEASE_TAG", "")
    if release and tag and tag != f"v{version}":
        yield f"the tag is {tag}, package.json says {version}"
    if release and _git("status", "--porcelain"):
        yield "there are changes that are not committed"


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", nargs="?", type=Path)
    parser.add_argument("--release", action="store_true", help="as it is published")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        wheel = options.wheel or build(folder)
        metadata = metadata_of(wheel)
        found = [
            *of_contents(wheel),
            *of_dependencies(metadata),
            *of_version(metadata, release=options.release),
        ]
    print("\n".join(found) or f"fit: {metadata['Version']}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
