"""What a payer does: activate keys for the bill, and apply that to past months."""

from __future__ import annotations

from ..problems import CostTagsError, Denied
from ..rollout.activation import ask_the_payer, keys_to_activate
from ..spend.metered import CostExplorer
from .context import Context

# Somebody asks for each of these by hand: the day's cap is for what asks by itself.
_CAP = 100


class NotThePayer(CostTagsError):
    """This account may not look at cost allocation tags: a ready text says whom to ask for what."""

    exit_code = 3

    def __init__(self, why: Denied, text: str) -> None:
        """Keep the role's missing action, and the text as what to do next."""
        super().__init__(
            f"Only the payer's account may do this. {why.message}",
            code="not-the-payer",
            action=f"Send this to whoever has it:\n{text}",
            iam_action=why.iam_action,
        )


def explorer(context: Context) -> CostExplorer:
    """Return Cost Explorer with the meter in front; each request is counted."""
    meter = context.state(context.identity()).meter
    return CostExplorer(context.aws, meter, context.now(), _CAP)


def payer_text(context: Context, keys: tuple[str, ...] = ()) -> str:
    """Return the ready text "ask the payer", with the payer's account where it may be known."""
    known = context.known_identity()
    wanted = keys or keys_to_activate(context.policy().policy)
    return ask_the_payer(wanted, known.account if known else None, _payer(context))


def refused(context: Context, why: Denied, keys: tuple[str, ...] = ()) -> NotThePayer:
    """Return what a denied call of a payer's means."""
    return NotThePayer(why, payer_text(context, keys))


def _payer(context: Context) -> str | None:
    try:
        answer = context.aws.call("organizations", "DescribeOrganization")
        return str(answer["Organization"]["MasterAccountId"])
    except (CostTagsError, KeyError, TypeError):
        return None
