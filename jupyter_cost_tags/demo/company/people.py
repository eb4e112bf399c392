"""Who works at Northwind Analytics, in which spaces, for what."""

from __future__ import annotations

from typing import NamedTuple

DOMAIN_ID = "d-nw7x4k2m9qpa"
PROFILE = "ana"  # whose screen the demo shows
SPACE = "ana-lab"

DOMAIN_TAGS = {"cost-center": "CC-4700", "owner": "ml-platform"}


class Person(NamedTuple):
    """A data scientist: the profile's tags, and the machines they like."""

    profile: str
    tags: dict[str, str]
    space: str  # the shared space they join now and then; empty for none
    app: str  # instance type of their JupyterLab
    training: tuple[str, ...]  # instance types of their training jobs
    busy: float  # launches per working day


class SharedSpace(NamedTuple):
    """A space that several people use; its owner only created it."""

    name: str
    owner: str
    tags: dict[str, str]
    app: str


def _tags(team: str, cost_center: str, project: str, environment: str) -> dict[str, str]:
    given = {
        "team": team,
        "cost-center": cost_center,
        "project": project,
        "environment": environment,
    }
    return {key: value for key, value in given.items() if value}


_SMALL = ("ml.m5.xlarge", "ml.m5.2xlarge", "ml.c5.2xlarge")
_LARGE = ("ml.m5.4xlarge", "ml.m5.12xlarge", "ml.r5.4xlarge")
_GPU = ("ml.g4dn.xlarge", "ml.g5.xlarge", "ml.g5.2xlarge", "ml.g6.xlarge")

PEOPLE = (
    Person(
        "ana", _tags("retail-ml", "CC-4711", "churn", "dev"), "", "ml.g5.xlarge", _SMALL, 0.0
    ),  # her jobs are written out in ana.py
    Person(
        "ben",
        _tags("retail-ml", "CC-4711", "ranking", "staging"),
        "team-nlp",
        "ml.m5.2xlarge",
        _LARGE,
        1.0,
    ),
    Person(
        "chen",
        _tags("logistics-ml", "CC-4802", "routing", "dev"),
        "team-forecast",
        "ml.m5.xlarge",
        _SMALL,
        0.9,
    ),
    Person(
        "dara",
        _tags("logistics-ml", "CC-4802", "eta", "prod"),
        "team-forecast",
        "ml.m5.xlarge",
        _LARGE,
        0.8,
    ),
    Person(
        "elif",
        _tags("retail-ml", "CC-4711", "ranking", "dev"),
        "team-nlp",
        "ml.t3.xlarge",
        _SMALL,
        0.8,
    ),
    Person("farid", _tags("logistics-ml", "CC-4802", "routing", "staging"), "team-forecast",
           "ml.t3.large", _SMALL, 0.7),
    Person("gwen", _tags("nlp", "CC-4711", "support-triage", "dev"), "team-nlp",
           "ml.g5.xlarge", _GPU, 0.9),
    Person("hugo", _tags("nlp", "", "support-triage", "dev"), "team-nlp",
           "ml.g4dn.xlarge", _GPU, 0.7),
    Person("iris", _tags("retail-ml", "CC-4711", "", "dev"), "", "ml.t3.large", _SMALL, 0.7),
    Person("jon", _tags("logistics-ml", "CC-4802", "eta", "Prod"), "team-forecast",
           "ml.m5.xlarge", _LARGE, 0.6),
    Person("kira", _tags("nlp", "CC-4711", "doc-search", "staging"), "team-nlp",
           "ml.m5.xlarge", _GPU, 0.6),
    Person("luis", {}, "", "ml.t3.medium", _SMALL, 0.4),
)  # fmt: skip

# What people with an incomplete profile mostly write at a launch.
MENDED = {
    "hugo": {"cost-center": "CC-4711"},
    "iris": {"project": "pricing"},
    "jon": {"environment": "prod"},
    "luis": {"cost-center": "CC-4802", "project": "demand", "environment": "dev"},
}

SHARED_SPACES = (
    SharedSpace("team-nlp", "gwen", _tags("nlp", "CC-4711", "support-triage", "dev"),
                "ml.g5.2xlarge"),
    SharedSpace("team-forecast", "chen", _tags("logistics-ml", "CC-4802", "eta", "dev"),
                "ml.m5.4xlarge"),
)  # fmt: skip


def private_space(profile: str) -> str:
    """Name a person's own space."""
    return f"{profile}-lab"
