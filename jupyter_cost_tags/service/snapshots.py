"""The central snapshot: written by an admin's schedule, read by everybody for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from ..aws.store import Store
from ..cur.view import view
from ..identity import Identity
from ..models import SnapshotMade, Spend, SpendState
from ..problems import BadRequest, CostTagsError, Denied, Misconfigured
from ..spend.figures import cents
from ..spend.grouping import grouping
from ..spend.metered import CostExplorer
from ..spend.owner import Owner
from ..spend.parse import Answer, Line, parse
from ..spend.period import Period, period
from ..spend.request import Question
from ..spend.result import PRICE, Told, spend
from ..spend.snapshot import (
    STATE,
    VERSION,
    BadSnapshot,
    Book,
    Read,
    answer_of,
    document,
    file_name,
    first_unsettled,
    is_old,
    read,
    requests,
    take,
)
from .context import Context

INDEX = "index.json"  # everybody may read it: no costs in it
MOST_REQUESTS = 100  # of one run, a dollar; the first one asks for two months


@dataclass(frozen=True)
class Wanted:
    """What an admin's schedule asks for."""

    to: str
    key: str
    metric: str = "UnblendedCost"
    most_requests: int = MOST_REQUESTS
    whole: bool = False  # ask for both months anew


def make_snapshot(context: Context, wanted: Wanted) -> SnapshotMade:
    """Ask once for everybody and write a file for each profile and space.

    Only days that AWS may still change are asked again. Everything is read before anything is
    written, and the index comes last: what is interrupted leaves the snapshot before. Raises a
    `CostTagsError`; nothing is written then.
    """
    now, whole = context.now(), period(None, context.now())
    store = Store(context.aws.metered(), wanted.to)
    before = None if wanted.whole else _before(store, wanted)
    first = first_unsettled(whole, before.asked_until if before else None)
    book = before.book.without(first).since(whole.start) if before else Book()
    meter = context.state(context.identity()).meter
    cap = wanted.most_requests + (meter.requests_today(now) or 0)
    explorer = CostExplorer(context.aws, meter, now, cap)
    asks = requests(whole, first, wanted.key, wanted.metric, context.settings.billing_view)
    for request in asks:
        told = parse(
            explorer.pages("GetCostAndUsage", request, most=wanted.most_requests + 1), request
        )
        take(book, told, by_record=request["GroupBy"][1]["Key"] == "RECORD_TYPE")
    files = {owner: file_name(owner) for owner in sorted(book.lines)}
    written = _write(store, book, files, wanted, whole, now)
    return SnapshotMade(
        to=wanted.to,
        key=wanted.key,
        currency=book.currency,
        asked_from=first.isoformat(),
        asked_until=whole.end.isoformat(),
        files=written,
        left_out=sum(name is None for name in files.values()),
        requests=explorer.requests,
        request_cost=cents(PRICE * explorer.requests),
        as_of=now,
        problems=[],
    )


def _before(store: Store, wanted: Wanted) -> Read | None:
    """Return the run before, if it was of the same kind; else everything is asked anew."""
    content = store.read(STATE)
    if content is None:
        return None
    known = read(content)
    return known if (known.key, known.metric) == (wanted.key, wanted.metric) else None


def _write(  # noqa: PLR0913
    store: Store,
    book: Book,
    files: dict[str, str | None],
    wanted: Wanted,
    whole: Period,
    now: datetime,
) -> int:
    def made(owners: list[str]) -> dict[str, Any]:
        return document(
            book, owners, key=wanted.key, metric=wanted.metric, until=whole.end, now=now
        )

    by_file: dict[str, list[str]] = {}
    for owner, name in files.items():
        if name is not None:
            by_file.setdefault(name, []).append(owner)
    for name, owners in by_file.items():
        store.write(name, made(owners))
    store.write(STATE, made(list(files)))
    index = {name: value for name, value in made([]).items() if name != "owners"}
    store.write(INDEX, {**index, "version": VERSION})
    return len(by_file)


def read_snapshot(
    context: Context, place: str, identity: Identity, *, by: str | None, month: str | None
) -> Spend:
    """Return my month from my files: my profile's and my private spaces'.

    Raises a `CostTagsError`: denied, cut short, of a newer version; never a part.
    """
    store = Store(context.aws.metered(), place)
    whole = period(month, context.now())
    content = store.read(INDEX)
    if content is None:
        raise Misconfigured(
            "There is no snapshot at that place.",
            code="no-snapshot",
            action="Ask an admin to run `jupyter cost-tags snapshot`.",
        )
    index = read({**content, "owners": {}} if isinstance(content, dict) else content)
    breakdown = grouping(by or f"tag:{index.key}")
    if breakdown.by not in {"day", f"tag:{index.key}"}:
        raise BadRequest(
            f"The snapshot is by the tag key {index.key}.",
            action=f"Use --by tag:{index.key} or day.",
        )
    arns = [*([identity.profile_arn] if identity.profile_arn else []), *identity.space_arns]
    names = dict.fromkeys(name for arn in arns if (name := file_name(arn)))
    if not names:
        raise Misconfigured(
            "Nobody is known here whose spend could be shown.",
            code="no-owner",
            action="Open it in SageMaker Studio.",
        )
    found = [read(one) for name in names if (one := store.read(name)) is not None]
    told = _with_zero(answer_of(found, whole), index, whole)
    if breakdown.tag_key is None:
        told = _without_tag(told)
    shared = identity.is_shared or not identity.user_profile
    name = (identity.space if shared else identity.user_profile) or ""
    owner = Owner("space" if shared else "user-profile", name, ())
    question = Question(owner, whole, breakdown, (), index.metric, None)
    made = view(question, told, source="snapshot", now=index.as_of)
    if is_old(index, context.now()):
        made = made.model_copy(update={"problem": _old(index).problem()})
    return made


def no_numbers(context: Context, error: CostTagsError, *, month: str | None) -> Spend:
    """Return the state that says why there are no numbers."""
    whole = period(month, context.now())
    question = Question(Owner("unknown", "", ()), whole, grouping("day"), (), "", None)
    state: SpendState = "no-permission" if isinstance(error, Denied) else "unavailable"
    told = spend(question, Told(state, problem=error.problem()), requests=0, now=context.now())
    free = {"source": "snapshot", "whose": None, "request_cost": "0.00"}
    return told.model_copy(update=free)


def _with_zero(told: Answer, index: Read, whole: Period) -> Answer:
    """Say that a month without a line is truly zero, once it is old enough to have any."""
    last = min(index.asked_until, whole.end) - timedelta(days=2)
    has_lines = any(line.day >= whole.month for line in told.lines)
    if has_lines or whole.is_settling or last < whole.month:
        return told
    nothing = Line(last, (None, "Usage"), Decimal(0))
    return Answer((*told.lines, nothing), told.currency or index.book.currency, {})


def _without_tag(told: Answer) -> Answer:
    lines: dict[tuple[date, tuple[str | None, ...]], Decimal] = {}
    for line in told.lines:
        place = (line.day, line.keys[1:])
        lines[place] = lines.get(place, Decimal(0)) + line.amount
    merged = tuple(Line(day, keys, amount) for (day, keys), amount in lines.items())
    return Answer(merged, told.currency, {})


def _old(index: Read) -> CostTagsError:
    return BadSnapshot(
        f"The snapshot is of {index.as_of:%Y-%m-%d}; it should be made every day.",
        code="old-snapshot",
    )


def policies(place: str) -> dict[str, Any]:
    """Return statements for the bucket and for the roles, and who can read what with each."""
    bucket, _, prefix = place.removeprefix("s3://").partition("/")
    if not place.startswith("s3://") or not bucket:
        raise BadRequest("Policies are for an s3:// place.", action="Use --to s3://bucket/prefix.")
    below = f"{bucket}/{prefix.strip('/')}".rstrip("/")
    arn = f"arn:aws:s3:::{below}"
    index = f"{arn}/{INDEX}"

    def allow(sid: str, resource: str) -> dict[str, Any]:
        return {
            "Sid": sid, "Effect": "Allow", "Action": "s3:GetObject", "Resource": [index, resource],
        }  # fmt: skip

    def document_(*statements: dict[str, Any]) -> dict[str, Any]:
        return {"Version": "2012-10-17", "Statement": list(statements)}

    insecure = {
        "Sid": "OnlyWithTls", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }  # fmt: skip
    source_identity = f"{arn}/user-profile/*/${{aws:SourceIdentity}}.json"
    return {
        "bucket_policy": document_(insecure),
        "role_per_profile": {
            "policy": document_(allow("MyProfile", f"{arn}/user-profile/DOMAIN/PROFILE.json")),
            "privacy": "Private: each profile has its own role, whose statement names its file.",
        },
        "source_identity": {
            "policy": document_(allow("MyProfile", source_identity)),
            "privacy": (
                "Private where the domain's ExecutionRoleIdentityConfig is USER_PROFILE_NAME: the"
                " session then carries the profile's name. Names are in small letters here."
                " Shared spaces have no such name and read nothing."
            ),
        },
        "shared_role": {
            "policy": document_(allow("Profiles", f"{arn}/user-profile/*")),
            "privacy": (
                "Not private: everybody with this role can read everybody's file, with other"
                " tools too."
            ),
        },
        "writer": {
            "policy": document_(
                {
                    "Sid": "Write", "Effect": "Allow",
                    "Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"{arn}/*",
                },
                {
                    "Sid": "Ask", "Effect": "Allow", "Action": "ce:GetCostAndUsage",
                    "Resource": "*",
                },
            ),
            "privacy": "Reads the whole account's costs, and all.json has everybody's.",
        },
    }  # fmt: skip
