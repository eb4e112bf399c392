"""Children beside their parent: what a tuning job or a pipeline launched is fixed there. Pure.

Search names the parent of a training job, a tag the execution of a pipeline's step, an ARN the
pipeline of an execution, a summary the space or profile of an app. List doesn't tell of training
jobs, but a tuning job's are named after it. What launched a processing job of AutoML or of Model
Monitor only Describe tells: those stay in the list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..models import ScannedResource
from .found import Found

_EXECUTION_TAG = "sagemaker:pipeline-execution-arn"
_OF_TUNING = re.compile(r"(.+)-\d{3}-[0-9a-f]{8}")
_TUNER = "hyper-parameter-tuning-job"


def roll_up(judged: Sequence[tuple[Found, ScannedResource]]) -> list[ScannedResource]:
    """Return the resources without the children of a parent that is among them.

    A child stays where fixing its parent would not help: it is not compliant, its parent is, and
    it still accrues cost, or is of its pipeline's newest execution: then a step's own tags lack
    something, and the next execution will lack it again.
    """
    by_arn = {found.arn.lower(): resource for found, resource in judged}
    newest = _newest_executions([found for found, _ in judged])
    kept = []
    for found, resource in judged:
        parents = [by_arn[arn] for arn in _parents(found) if arn in by_arn]
        lasts = resource.billing_effect == "from-now" or _execution(found) in newest
        if not parents or (lasts and _needs_its_own_fix(resource, parents[0])):
            kept.append(resource)
    return kept


def may_have_parent(found: Found) -> bool:
    """Tell whether something may have launched it that stands for it in the list."""
    return bool(_parents(found))


def _needs_its_own_fix(child: ScannedResource, parent: ScannedResource) -> bool:
    return child.state != "compliant" and parent.state == "compliant"


def _newest_executions(found: Sequence[Found]) -> set[str]:
    """Return the execution of each pipeline whose jobs were launched last, where tags tell."""
    newest: dict[str, Found] = {}
    for one in found:
        pipeline = _execution(one).partition("/execution/")[0]
        if pipeline and (pipeline not in newest or one.created > newest[pipeline].created):
            newest[pipeline] = one
    return {_execution(one) for one in newest.values()}


def _execution(found: Found) -> str:
    return (found.tags or {}).get(_EXECUTION_TAG, "").lower()


def _parents(found: Found) -> list[str]:
    """Return the ARNs that may be the parent's, in lower case as AWS writes them."""
    arns = [found.parent or "", _execution(found).partition("/execution/")[0]]
    named = _OF_TUNING.fullmatch(found.name) if found.kind.kind == "training-job" else None
    if named and not found.parent:
        head = found.arn.rpartition(":")[0]
        arns.append(f"{head}:{_TUNER}/{named[1]}")
    return [arn.lower() for arn in arns if arn]
