"""The words that everything speaks: one pydantic model per shape on the wire."""

from .base import Instant, Wire, spell_instant
from .fix import Change, FixRequest, FixResult, Outcome, Plan, PlanRequest, Run, UndoRequest
from .policy import AllowedValue, Bundle, Mode, PolicyKey, PolicyView
from .problem import Problem, ProblemBody
from .scan import (
    BillingEffect,
    Scan,
    ScannedResource,
    ScanRequest,
    ScanSection,
    Scope,
    State,
)
from .section import RefreshRequest, Section
from .spend import (
    Forecast,
    SinceLastBill,
    Spend,
    SpendDay,
    SpendGroup,
    SpendRequest,
    SpendSection,
    SpendSource,
    SpendState,
)
from .status import CostExplorerMeter, Status
from .whoami import (
    Environment,
    InvalidValue,
    Propagation,
    SourcedTag,
    TagSource,
    WhoAmI,
    WhoAmISection,
)

__all__ = [
    "AllowedValue",
    "BillingEffect",
    "Bundle",
    "Change",
    "CostExplorerMeter",
    "Environment",
    "FixRequest",
    "FixResult",
    "Forecast",
    "Instant",
    "InvalidValue",
    "Mode",
    "Outcome",
    "Plan",
    "PlanRequest",
    "PolicyKey",
    "PolicyView",
    "Problem",
    "ProblemBody",
    "Propagation",
    "RefreshRequest",
    "Run",
    "Scan",
    "ScanRequest",
    "ScanSection",
    "ScannedResource",
    "Scope",
    "Section",
    "SinceLastBill",
    "SourcedTag",
    "Spend",
    "SpendDay",
    "SpendGroup",
    "SpendRequest",
    "SpendSection",
    "SpendSource",
    "SpendState",
    "State",
    "Status",
    "TagSource",
    "UndoRequest",
    "WhoAmI",
    "WhoAmISection",
    "Wire",
    "spell_instant",
]
