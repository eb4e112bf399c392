"""The rows of what Studio is made of, and of what runs a pipeline: scanned with `--kind` only."""

from __future__ import annotations

from .kind import Kind

NEVER_UP = frozenset({"Failed", "Deleting"})

STUDIO: tuple[Kind, ...] = (
    Kind(
        kind="domain",
        noun="domain",
        list_operation="ListDomains",
        list_member="Domains",
        prefix="Domain",
        status_member="Status",
        after_member=None,
        sort_by=None,
        ended=NEVER_UP,
        carries="next-run",  # apps take its tags as they are when they start
        lasts=True,
    ),
    Kind(
        kind="user-profile",
        noun="user profile",
        list_operation="ListUserProfiles",
        list_member="UserProfiles",
        prefix="UserProfile",
        status_member="Status",
        after_member=None,
        ended=NEVER_UP,
        carries="next-run",  # apps take its tags as they are when they start
        lasts=True,
        arn_path=("user-profile", "DomainId", "UserProfileName"),
        arn_segments=2,
    ),
    Kind(
        kind="space",
        noun="space",
        list_operation="ListSpaces",
        list_member="Spaces",
        prefix="Space",
        status_member="Status",
        after_member=None,
        ended=NEVER_UP,  # its volume costs while no app runs
        lasts=True,
        arn_path=("space", "DomainId", "SpaceName"),
        arn_segments=2,
    ),
    Kind(
        kind="app",
        noun="app",
        list_operation="ListApps",
        list_member="Apps",
        prefix="App",
        status_member="Status",
        after_member=None,
        ended=NEVER_UP | {"Deleted"},  # listed for a day after it is gone
        lasts=True,
        arn_path=("app", "DomainId", "SpaceName|UserProfileName", "AppType", "AppName"),
        parent_paths=(
            ("space", "DomainId", "SpaceName"),
            ("user-profile", "DomainId", "UserProfileName"),
        ),
        name_path=("SpaceName|UserProfileName", "AppType", "AppName"),
        arn_segments=4,
    ),
    Kind(
        kind="pipeline-execution",
        noun="pipeline execution",
        list_operation="ListPipelineExecutions",
        list_member="PipelineExecutionSummaries",
        prefix="PipelineExecution",
        after_member="CreatedAfter",
        accrues=False,  # its steps' jobs do
        carries="nothing",
        is_indexed=False,  # its ARN's type is its pipeline's
        per="pipeline",
        started_by="StartPipelineExecution",
        arn_segments=3,
        notebook_noun="notebook job run",
    ),
)
