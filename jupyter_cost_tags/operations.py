"""The REST operations as rows: handlers, OpenAPI and the TypeScript types come from here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .models import (
    AlignRequest,
    BundleRequest,
    CorrectionFile,
    Corrections,
    Costs,
    CostsRequest,
    FileRequest,
    FixRequest,
    Guard,
    GuardRequest,
    NotebookRequest,
    Own,
    OwnPlan,
    OwnPlanRequest,
    Parts,
    PartsRequest,
    Plan,
    PlanRequest,
    PolicyView,
    RecordRequest,
    RefreshRequest,
    RemoveRequest,
    ResolveRequest,
    ResumeRequest,
    Run,
    RunningRequest,
    RunningSection,
    RunRequest,
    Runs,
    ScannedResource,
    ScanRequest,
    ScanSection,
    SpendRequest,
    SpendSection,
    Status,
    Stopped,
    StopRequest,
    StopResourceRequest,
    UndoRequest,
    WhoAmISection,
    Wire,
)


@dataclass(frozen=True)
class Operation:
    """One verb on one path. A GET reads state: no write, no AWS call."""

    name: str  # the method of Service that answers it
    verb: Literal["GET", "POST"]
    path: str  # below …/jupyter-cost-tags/api/
    summary: str
    takes: type[Wire] | None  # the body of a POST, the query of a GET
    gives: type[Wire]


OPERATIONS: tuple[Operation, ...] = (
    Operation("status", "GET", "status", "What the server part is.", None, Status),
    Operation("policy", "GET", "policy", "The policy in force.", None, PolicyView),
    Operation("whoami", "GET", "whoami", "The identity as last read.", None, WhoAmISection),
    Operation("scan", "GET", "scan", "The scan as last made.", None, ScanSection),
    Operation(
        "costs",
        "POST",
        "costs",
        "Read what listed resources cost; free of charge.",
        CostsRequest,
        Costs,
    ),
    Operation("spend", "GET", "spend", "The spend as last read.", None, SpendSection),
    Operation(
        "refresh_whoami", "POST", "whoami", "Read the identity.", RefreshRequest, WhoAmISection
    ),
    Operation("refresh_scan", "POST", "scan", "Scan for resources.", ScanRequest, ScanSection),
    Operation(
        "refresh_spend",
        "POST",
        "spend",
        "Read the month to date; may cost a Cost Explorer request.",
        SpendRequest,
        SpendSection,
    ),
    Operation("running", "GET", "running", "What was up at the last look.", None, RunningSection),
    Operation(
        "refresh_running",
        "POST",
        "running",
        "Look at what is up now; free of charge.",
        RunningRequest,
        RunningSection,
    ),
    Operation(
        "stop_running",
        "POST",
        "running/stop",
        "Stop what is up; says what is lost.",
        StopResourceRequest,
        Stopped,
    ),
    Operation("own", "GET", "own", "My own profile's and space's tags.", None, Own),
    Operation(
        "plan_own",
        "POST",
        "plan-own",
        "Plan a change of my own profile's or space's tags; writes nothing.",
        OwnPlanRequest,
        OwnPlan,
    ),
    Operation("plan", "POST", "plan", "Plan tag changes; writes nothing.", PlanRequest, Plan),
    Operation("fix", "POST", "fix", "Apply a plan.", FixRequest, Run),
    Operation("undo", "POST", "undo", "Take a run back.", UndoRequest, Run),
    Operation("resume", "POST", "resume", "Go on with a run.", ResumeRequest, Run),
    Operation("stop_run", "POST", "stop", "End a run after what it writes now.", StopRequest, Run),
    Operation("run", "GET", "run", "A run as it is now.", RunRequest, Run),
    Operation("runs", "GET", "runs", "The runs of this identity.", None, Runs),
    Operation("corrections", "GET", "corrections", "The correction file.", None, Corrections),
    Operation(
        "record",
        "POST",
        "corrections",
        "Record ended resources for FinOps; writes no tag.",
        RecordRequest,
        Corrections,
    ),
    Operation(
        "remove_corrections",
        "POST",
        "corrections/remove",
        "Take records out of the correction file.",
        RemoveRequest,
        Corrections,
    ),
    Operation(
        "correction_file",
        "GET",
        "corrections/file",
        "The correction file to download.",
        FileRequest,
        CorrectionFile,
    ),
    Operation("guard", "GET", "guard", "What kernels go by and launched.", None, Guard),
    Operation("sync_guard", "POST", "guard", "Tell kernels anew.", GuardRequest, Guard),
    Operation("choose_bundle", "POST", "bundle", "Choose a bundle.", BundleRequest, Guard),
    Operation(
        "choose_for_notebook",
        "POST",
        "notebook",
        "Tell what a notebook's launches are tagged with.",
        NotebookRequest,
        Guard,
    ),
    Operation(
        "resolve",
        "POST",
        "resolve",
        "Find the resource that a card names.",
        ResolveRequest,
        ScannedResource,
    ),
    Operation("parts", "POST", "parts", "Read what belongs to a resource.", PartsRequest, Parts),
    Operation(
        "align",
        "POST",
        "align",
        "Plan the same tags for all parts; writes nothing.",
        AlignRequest,
        Plan,
    ),
)
