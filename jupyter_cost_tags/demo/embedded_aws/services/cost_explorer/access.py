"""Who may read what: the refusals that come before any Cost Explorer answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...world import AwsError

if TYPE_CHECKING:
    from ...ledger import Ledger
    from ...world import Call


def invalid(message: str) -> AwsError:
    """Return a ValidationException."""
    return AwsError("ValidationException", message)


def ledger_of(call: Call, params: dict[str, Any]) -> Ledger:
    """Return the ledger, or refuse as an account does that can't show its costs."""
    world = call.world
    if not world.cost_explorer_enabled:
        raise AwsError("AccessDeniedException", "User not enabled for cost explorer access")
    view = params.get("BillingViewArn")
    primary = f"arn:{world.partition}:billing::{world.account}:billingview/primary"
    if view not in (None, primary):
        raise AwsError("ResourceNotFoundException", f"Billing view {view} does not exist.")
    if world.ledger is None or not world.is_cost_data_ready:
        message = "Data is not available. Please try to adjust the time period."
        raise AwsError("DataUnavailableException", message)
    ledger: Ledger = world.ledger
    return ledger


def payer_only(call: Call, verb: str, noun: str = "Cost Allocation Tag") -> None:
    """Refuse what only the payer account may do with cost allocation tags."""
    if not call.world.is_payer:
        message = (
            f"Failed to {verb} {noun}: Linked account doesn't have access to cost allocation tags."
        )
        raise AwsError("AccessDeniedException", message)
