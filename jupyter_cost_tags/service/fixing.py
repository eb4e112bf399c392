"""The operations that change tags: plans, runs, and what is recorded of them."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from ..models import (
    CorrectionFile,
    Corrections,
    FileRequest,
    FixRequest,
    OwnPlan,
    OwnPlanRequest,
    Plan,
    PlanRequest,
    Problem,
    RecordRequest,
    RemoveRequest,
    ResumeRequest,
    Run,
    RunRequest,
    Runs,
    ScannedResource,
    StopRequest,
    UndoRequest,
)
from ..problems import BadRequest
from . import corrections, own, plans
from .context import Context
from .runs import RunDesk


class Fixing:
    """The part of a service that plans, fixes, undoes, resumes and records."""

    context: Context
    _runs: RunDesk
    _lock: threading.Lock
    _denied: dict[str, Problem]  # of my own layers, by ARN

    def _listed(self) -> dict[str, ScannedResource]:
        """Return what was listed before, by id."""
        raise NotImplementedError

    def plan(self, request: PlanRequest) -> Plan:
        """Plan for resources of the last scans, by their ids."""
        chosen = self._chosen(request.ids)
        return self._runs.keep(plans.plan_listed(self.context, chosen, request.set))

    def plan_own(self, request: OwnPlanRequest) -> OwnPlan:
        """Plan a change of my own profile's or space's tags."""
        return self._runs.keep(
            own.plan_own(self.context, request.layer, request.set, request.remove)
        )

    def fix(self, request: FixRequest) -> Run:
        """Apply a plan once; the same plan again gives the same run."""
        return self._runs.fix(request.plan_id, request.wait)

    def undo(self, request: UndoRequest) -> Run:
        """Take a run back, where nobody changed the tags since."""
        return self._runs.undo(request.run_id, request.wait)

    def resume(self, request: ResumeRequest) -> Run:
        """Go on with a run that was interrupted."""
        return self._runs.resume(request.run_id, request.wait)

    def stop_run(self, request: StopRequest) -> Run:
        """Let a run end after what it writes now."""
        return self._runs.stop(request.run_id)

    def record(self, request: RecordRequest) -> Corrections:
        """Record ended resources of the last scans for FinOps; no tag is written."""
        chosen = self._chosen(request.ids)
        return corrections.record_listed(self.context, chosen, request.set, request.reason)

    def remove_corrections(self, request: RemoveRequest) -> Corrections:
        """Take records out of the correction file."""
        return corrections.remove(self.context, request.record_ids)

    def _written(self, run: Run) -> bool:
        """Remember what a run says of my own layers; tell whether there was any of them."""
        identity = self.context.known_identity()
        mine = {place.arn for place in own.places_of(identity)} if identity else set[str]()
        if not any(one.arn in mine for one in run.results):
            return False
        with self._lock:
            self._denied.update(own.denied_by(run))
            for one in run.results:
                if one.outcome == "applied":
                    self._denied.pop(one.arn, None)
        self.context.read_anew()
        return True

    def run(self, request: RunRequest) -> Run:
        """Return a run as it is now."""
        return self._runs.run(request.run_id)

    def runs(self, _: None = None) -> Runs:
        """Return the runs of this identity."""
        return self._runs.runs()

    def corrections(self, _: None = None) -> Corrections:
        """Return the correction file."""
        return corrections.known(self.context)

    def correction_file(self, request: FileRequest) -> CorrectionFile:
        """Return the correction file to download."""
        return corrections.spelled(self.context, request.format)

    def _chosen(self, ids: Sequence[str]) -> list[ScannedResource]:
        """Return resources of the last scans; raises `BadRequest` for any other."""
        listed = self._listed()
        if any(name not in listed for name in ids):
            raise BadRequest(
                "The last scan has no such resource.",
                code="id-unknown",
                action="Scan again and choose from its list.",
            )
        return [listed[name] for name in dict.fromkeys(ids)]
