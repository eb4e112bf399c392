#!/usr/bin/env python3
"""Write what a release consists of: a CycloneDX file in build/, and docs/licences.md.

    scripts/sbom.py [--check]

Python packages are those that `pip install jupyter-cost-tags` brings at the locked releases, npm
packages those whose code is in the front end. Fails for a package without a licence or with one
that ALLOWED does not have. `--check` fails when docs/licences.md is out of date.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".bootstrap" / "bin" / "uv"
CYCLONEDX = ROOT / ".venv-release" / "bin" / "cyclonedx-py"
DOCUMENT = ROOT / "docs" / "licences.md"
BUNDLED = "/static/third-party-licenses.json"
OSI = "License :: OSI Approved :: "
# What metadata spells in free text, or not at all.
TOLD = {
    "asttokens": "Apache-2.0",
    "bleach": "Apache-2.0",
    "overrides": "Apache-2.0",
}
# Permissive licences, and MPL and LGPL, which end at their own files or library.
ALLOWED = (
    "0BSD", "Apache", "BSD", "BSL-1.0", "CC0", "CNRI", "HPND", "ISC", "LGPL", "MIT", "MPL",
    "Mozilla", "PSF", "Python", "The Unlicense", "Unlicense", "ZPL", "Zlib", "Zope",
)  # fmt: skip
HEAD = """\
# Licences

jupyter_cost_tags is under the [Apache License 2.0](../LICENSE). `make sbom` writes this page from
the locked releases, and a CycloneDX file for the release beside it.

## In the front end

Code of these npm packages is in the wheel; JupyterLab shows their texts under Help, Licenses.
React, Lumino and JupyterLab's own packages are JupyterLab's and not in it.

"""


def bill_of(wheel: Path, extras: str = "") -> dict[str, Any]:
    """Return CycloneDX's list of what an installation brings, at the locked releases."""
    with tempfile.TemporaryDirectory() as folder:
        environment, written = Path(folder) / "env", Path(folder) / "bom.json"
        python = str(environment / "bin" / "python")
        wanted = f"{wheel}[{extras}]" if extras else str(wheel)
        locked = str(ROOT / "requirements" / "demo.txt")
        options = ("--output-reproducible", "--pyproject", "pyproject.toml", "--of", "JSON")
        for command in (
            (UV, "--quiet", "venv", "--python", sys.executable, environment),
            (UV, "--quiet", "pip", "install", "--python", python, "-c", locked, wanted),
            (CYCLONEDX, "environment", *options, "-o", written, python),
        ):
            subprocess.run([str(word) for word in command], cwd=ROOT, check=True)
        found: dict[str, Any] = json.loads(written.read_text(encoding="utf-8"))
    return found


def bundled(wheel: Path) -> list[dict[str, str]]:
    with ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(BUNDLED))
        packages: list[dict[str, str]] = json.loads(archive.read(name))["packages"]
    return packages


def merged(bill: dict[str, Any], packages: list[dict[str, str]], version: str) -> dict[str, Any]:
    """Add what is bundled to what is installed."""
    root = bill["metadata"]["component"]
    root |= {"version": version, "purl": f"pkg:pypi/jupyter-cost-tags@{version}"}
    components, references = [], []
    for one in packages:
        purl = f"pkg:npm/{one['name'].replace('@', '%40')}@{one['versionInfo']}"
        group, _, name = one["name"].rpartition("/")
        references.append(purl)
        components.append(
            {
                "type": "library",
                "bom-ref": purl,
                **({"group": group} if group else {}),
                "name": name,
                "version": one["versionInfo"],
                "purl": purl,
                "licenses": [{"license": {"id": one["licenseId"]}}],
            }
        )
    for line in bill["dependencies"]:
        if line["ref"] == root["bom-ref"]:
            line["dependsOn"] = sorted({*line.get("dependsOn", ()), *references})
    bill["components"] += components
    bill["dependencies"] += [{"ref": reference} for reference in references]
    return bill


def licence_of(component: dict[str, Any]) -> str:
    """Return its licence; SPDX's word for it before anything else, empty when it has none."""
    told = [
        one.get("expression") or one["license"].get("id") or one["license"].get("name", "")
        for one in component.get("licenses", ())
    ]
    told.sort(key=lambda words: words.startswith(OSI))
    words = told[0].removeprefix(OSI) if told else TOLD.get(component["name"].lower(), "")
    return words.splitlines()[0][:60] if words else ""


def table(components: list[dict[str, Any]]) -> str:
    order = sorted(components, key=lambda one: str(one["name"]).lower())
    lines = [f"| {c['name']} | {c['version']} | {licence_of(c)} |" for c in order]
    return "\n".join(["| package | release | licence |", "| --- | --- | --- |", *lines, ""])


def page(packages: list[dict[str, str]], base: dict[str, Any], more: dict[str, Any]) -> str:
    npm = [f"| {one['name']} | {one['versionInfo']} | {one['licenseId']} |" for one in packages]
    there = {one["name"] for one in base["components"]}
    extra = [one for one in more["components"] if one["name"] not in there]
    return (
        HEAD
        + "\n".join(["| package | release | licence |", "| --- | --- | --- |", *npm, ""])
        + "\n## What it needs\n\n"
        + "`pip install jupyter-cost-tags` brings what of these is missing; images of SageMaker\n"
        + "Distribution have them all.\n\n"
        + table(base["components"])
        + "\n## What the demo and the reports need\n\n"
        + "With `[demo]` and `[cur]`, besides the above.\n\n"
        + table(extra)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing into docs/")
    options = parser.parse_args()
    wheel = max((ROOT / "dist").glob("*.whl"))
    version = wheel.name.split("-")[1]
    epoch = ["git", "log", "-1", "--format=%ct"]
    told = subprocess.run(epoch, cwd=ROOT, capture_output=True, text=True, check=True)
    os.environ.setdefault("SOURCE_DATE_EPOCH", told.stdout.strip())
    packages, base, more = bundled(wheel), bill_of(wheel), bill_of(wheel, "cur,demo")
    text = page(packages, base, more)
    bad = [
        f"{one['name']}: {licence_of(one) or 'no licence'}"
        for one in more["components"]
        if not licence_of(one).startswith(ALLOWED)
    ]
    # Not in dist/, all of which is uploaded.
    written = ROOT / "build" / f"jupyter_cost_tags-{version}.cdx.json"
    written.parent.mkdir(exist_ok=True)
    whole = merged(base, packages, version)
    written.write_text(json.dumps(whole, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{written.relative_to(ROOT)}: {len(whole['components'])} components")
    if options.check:
        if not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != text:
            bad.append("docs/licences.md is out of date: make sbom")
    else:
        DOCUMENT.write_text(text, encoding="utf-8")
    print("\n".join(bad) or f"{len(more['components']) + len(packages)} licences, all permitted")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
