"""Policies that files only name (s3://, ssm:): read with the identity, the last good text kept."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ..aws import Aws
from ..models import Problem
from ..policy.read import parse_policy, read_text, source_of
from ..policy.remote import Fetched, fetch
from ..policy.rules import Policy
from ..policy.store import PolicyStore
from ..problems import AwsTrouble
from ..state.cache import Cache


def give_sources(
    aws: Aws, policies: PolicyStore, cache: Cache | None = None, now: datetime | None = None
) -> None:
    """Read what the files in force name; where AWS gives nothing, the last text on disk holds."""
    for source in policies.sources():
        fetched = fetch(aws, source)
        if cache and now and fetched.text is not None:
            cache.put(_name(source), {"text": fetched.text}, now)
        if cache and fetched.text is None:
            kept = cache.get(_name(source))
            text = kept.value.get("text") if kept else None
            if isinstance(text, str):
                fetched = Fetched(text, fetched.problem)
        policies.give(source, fetched)


def policy_of(aws: Aws, path: Path) -> tuple[Policy, str | None]:
    """Return a file's policy, or the one that it names, and that place.

    Raises `PolicyInvalid`, and the `AwsTrouble` of a place that could not be read.
    """
    text = read_text(path)
    source = source_of(text, str(path))
    if source is None:
        return parse_policy(text, str(path)), None
    fetched = fetch(aws, source)
    if fetched.text is None:
        raise trouble_of(fetched.problem)
    return parse_policy(fetched.text, source), source


def trouble_of(why: Problem | None) -> AwsTrouble:
    """Return a problem that was kept as the error that it was."""
    if why is None:
        return AwsTrouble("AWS did not give it.")
    error = AwsTrouble(why.message, code=why.code, action=why.action, iam_action=why.iam_action)
    error.retryable = why.retryable
    return error


def _name(source: str) -> str:
    return f"policy {source}"
