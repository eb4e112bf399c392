#!/usr/bin/env python3
"""Ask for known vulnerabilities in what is locked: pip-audit for Python, npm's audit for the rest.

    scripts/audit.py [--every]

Exit code 1 when something is found. Where the advisories can't be had it says "not audited here",
never "clean"; `--every`, as the release workflow calls it, fails then, too.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PIP_AUDIT = ROOT / ".venv-release" / "bin" / "pip-audit"
# What is released and what builds it; floor.txt is old on purpose and installed by nobody.
LOCKS = ("demo", "test", "sdk", "sdk3", "c7n", "release")
PROBE = "boto3"  # certainly known to every service that has advisories
NOT_REACHED = ("YN0035", "EAI_AGAIN", "ENOTFOUND", "ECONNREFUSED", "getaddrinfo")
LONGEST = 900  # seconds


@dataclass(frozen=True)
class Said:
    """What became of one audit; `known` is false where there was nobody to ask."""

    what: str
    known: bool
    found: tuple[str, ...] = ()
    detail: str = ""

    def __str__(self) -> str:
        if not self.known:
            return f"{self.what}: not audited here: {self.detail}"
        if self.found:
            return f"{self.what}: {len(self.found)} found\n  " + "\n  ".join(self.found)
        return f"{self.what}: clean, {self.detail}"


def read(what: str, told: str) -> Said:
    """Read pip-audit's JSON: a package that it skipped was not audited, whatever its exit code."""
    try:
        packages = json.loads(told)["dependencies"]
    except (ValueError, KeyError):
        return Said(what, known=False, detail="pip-audit gave no answer")
    found = tuple(
        f"{one['name']} {one['version']}: {flaw['id']}, better {', '.join(flaw['fix_versions'])}"
        for one in packages
        for flaw in one.get("vulns", ())
    )
    skipped = [one["name"] for one in packages if "skip_reason" in one]
    if found or not skipped:
        return Said(what, known=True, found=found, detail=f"{len(packages)} packages")
    detail = f"no advisories for {len(skipped)} of {len(packages)} packages"
    return Said(what, known=False, detail=detail)


def python_audit(what: str, requirements: Path) -> Said:
    command = [
        str(PIP_AUDIT), "--requirement", str(requirements), "--no-deps", "--disable-pip",
        "--format=json", "--progress-spinner=off",
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return Said(what, known=False, detail="no answer in time")
    return read(what, done.stdout)


def python_audits() -> list[Said]:
    """Audit every lock, after one package has shown that there is somebody to ask."""
    with tempfile.TemporaryDirectory() as folder:
        probe = Path(folder) / "probe.txt"
        locked = (ROOT / "requirements" / "demo.txt").read_text(encoding="utf-8").splitlines()
        line = next(line for line in locked if line.startswith(f"{PROBE}=="))
        probe.write_text(line.rstrip("\\ ") + "\n", encoding="utf-8")
        said = python_audit("Python packages", probe)
    if not said.known:
        return [Said(said.what, known=False, detail="the advisory service does not answer")]
    return [
        python_audit(f"requirements/{name}.txt", ROOT / "requirements" / f"{name}.txt")
        for name in LOCKS
    ]


def npm_audit(folder: Path, environment: str) -> Said:
    what = f"npm packages of {folder.name if folder != ROOT else 'the front end'}, {environment}"
    command = ["jlpm", "npm", "audit", "--all", "--recursive", "--environment", environment]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=LONGEST
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Said(what, known=False, detail=str(error))
    told = done.stdout + done.stderr
    if any(code in told for code in NOT_REACHED):
        return Said(what, known=False, detail="the advisory service does not answer")
    if done.returncode:
        return Said(what, known=True, found=tuple(told.strip().splitlines()))
    return Said(what, known=True, detail="as yarn.lock has them")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--every", action="store_true", help="fail for what could not be audited")
    options = parser.parse_args()
    said = [*python_audits(), npm_audit(ROOT, "all"), npm_audit(ROOT / "ui-tests", "all")]
    for one in said:
        print(one)
    unknown = [one for one in said if not one.known]
    if unknown:
        print("What was not audited here is audited by .github/workflows/publish.yml.")
    found = any(one.found for one in said)
    return 1 if found or (options.every and unknown) else 0


if __name__ == "__main__":
    sys.exit(main())
