"""Who may call what: every path x verb x credentials x origin, under both sets of flags."""

from __future__ import annotations

import itertools
import json

import pytest

from jupyter_cost_tags.handlers import ROOT, OperationHandler
from jupyter_cost_tags.operations import OPERATIONS

STUDIO = {"token": "", "allow_origin": "*"}
VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND")
PATHS = sorted({operation.path for operation in OPERATIONS} | {"openapi.json", "nothing-here"})
GETS = {operation.path for operation in OPERATIONS if operation.verb == "GET"} | {"openapi.json"}
POSTS = {operation.path for operation in OPERATIONS if operation.verb == "POST"}
BODIES = {"plan": {"ids": ["x"]}, "fix": {"plan_id": "x"}, "undo": {"run_id": "x"}}


@pytest.fixture
def send(jp_serverapp, http_server_client, jp_base_url):
    """Send a request as it is, without the credentials that a test client would add."""

    async def run(verb, path, headers=None, body=None):
        with_body = verb in {"POST", "PUT", "PATCH", "PROPFIND"}
        given = json.dumps(BODIES.get(path, {})) if body is None else body
        return await http_server_client.fetch(
            f"{jp_base_url}jupyter-cost-tags/api/{path}",
            method=verb,
            headers=headers or {},
            body=given if with_body else None,
            allow_nonstandard_methods=True,
            follow_redirects=False,
            raise_error=False,
        )

    return run


@pytest.fixture
def token(jp_serverapp):
    given = jp_serverapp.identity_provider.token
    return {"Authorization": f"token {given}"} if given else {}


def test_every_route_is_one_handler(jp_serverapp):
    """A forgotten handler would be a forgotten decorator: there is one handler only."""
    rules = _all_rules(jp_serverapp.web_app.default_router.rules)
    ours = [
        rule for rule in rules if ROOT in str(getattr(rule.matcher, "regex", "")).replace("\\", "")
    ]
    assert [rule.target for rule in ours] == [OperationHandler]
    assert OperationHandler._track_activity is False


async def test_a_stranger_gets_nothing(send, aws):
    for path, verb in itertools.product(PATHS, VERBS):
        answer = await send(verb, path, {"Content-Type": "application/json"})
        assert answer.code in ({200} if verb == "OPTIONS" else {302, 403, 405}), (verb, path)
    assert aws.control.calls() == []


@pytest.mark.parametrize("flags", [{}, STUDIO], ids=["default", "studio"])
async def test_only_the_verbs_of_the_table_answer(send, token, aws):
    for path, verb in itertools.product(PATHS, VERBS):
        if verb == "POST":
            continue  # asks AWS: see below
        answer = await send(verb, path, {**token, "Content-Type": "application/json"})
        known = path in GETS | POSTS
        if verb == "GET":
            assert answer.code == (200 if path in GETS else 405 if known else 404), path
        elif verb == "OPTIONS":
            assert answer.code == 200  # Jupyter's own, without a body
        else:
            assert answer.code in {403, 405}, (verb, path)
    assert aws.control.calls() == []


@pytest.mark.parametrize("flags", [{}, STUDIO], ids=["default", "studio"])
async def test_no_get_asks_aws_or_writes(send, token, aws, tmp_path):
    await send("POST", "whoami", {**token, **SELF_MADE, "Content-Type": "application/json"})
    aws.control.reset()
    before = _files(tmp_path)
    for path in sorted(GETS):
        await send("GET", path, token)
    assert aws.control.calls() == []
    assert _files(tmp_path) == before


@pytest.mark.parametrize("flags", [{}, STUDIO], ids=["default", "studio"])
@pytest.mark.parametrize("site", ["cross-site", "same-site", "CROSS-SITE", "nonsense"])
async def test_other_sites_are_refused_on_every_verb(send, token, aws, site):
    headers = {**token, **SELF_MADE, "Content-Type": "application/json", "Sec-Fetch-Site": site}
    for path, verb in itertools.product(PATHS, VERBS):
        answer = await send(verb, path, headers)
        assert answer.code in {403, 405}, (verb, path, answer.code)
        if verb in {"GET", "POST"}:
            assert json.loads(answer.body)["problem"]["code"] == "cross-site"
    assert aws.control.calls() == []


@pytest.mark.parametrize("flags", [{}, STUDIO], ids=["default", "studio"])
@pytest.mark.parametrize("site", ["same-origin", "none"])
async def test_the_own_site_passes(send, token, site):
    assert (await send("GET", "status", {**token, "Sec-Fetch-Site": site})).code == 200


@pytest.mark.parametrize("flags", [STUDIO], ids=["studio"])
async def test_a_post_without_xsrf_is_refused_where_no_token_protects(send, aws):
    for path in sorted(POSTS):
        for headers in (
            {},
            {"Origin": "https://evil.example"},
            {"Referer": "https://evil.example/"},
        ):
            answer = await send("POST", path, {**headers, "Content-Type": "application/json"})
            assert answer.code == 403, (path, headers)
            assert json.loads(answer.body)["problem"]["code"] == "forbidden"
    assert aws.control.calls() == []


@pytest.mark.parametrize("flags", [{}, STUDIO], ids=["default", "studio"])
@pytest.mark.parametrize(
    "media_type", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/mixed"]
)
async def test_a_post_that_a_form_could_send_is_refused(send, token, aws, media_type):
    headers = {**token, **SELF_MADE, **({"Content-Type": media_type} if media_type else {})}
    for path in sorted(POSTS):
        answer = await send("POST", path, headers)
        assert answer.code == 415, path
        assert json.loads(answer.body)["problem"]["code"] == "unsupported-media-type"
    assert aws.control.calls() == []


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"3", b"null", b'"x"', b"{bad", b"\xff\xfe", b"[" * 100_000, b"NaN"]
)
async def test_a_body_that_is_no_request_is_a_clear_problem(send, token, body):
    for path in sorted(POSTS):
        answer = await send("POST", path, {**token, "Content-Type": "application/json"}, body)
        assert answer.code == 400, (path, body[:10])
        assert json.loads(answer.body)["problem"]["code"] == "bad-request"


@pytest.mark.parametrize(
    "body", [b'{"force": "yes"}', b'{"force": 1}', b'{"max_age": 99999999999999999999}']
)
async def test_a_body_is_what_the_document_says(send, token, aws, body):
    answer = await send("POST", "scan", {**token, "Content-Type": "application/json"}, body)
    assert answer.code == 400
    assert aws.control.calls() == []


async def test_a_huge_body_is_not_decoded(send, token):
    body = b'{"ids": ["' + b"a" * 300_000 + b'"]}'
    answer = await send("POST", "plan", {**token, "Content-Type": "application/json"}, body)
    assert answer.code == 413


@pytest.mark.parametrize("flags", [{}, STUDIO], ids=["default", "studio"])
async def test_nothing_moves_last_activity(send, token, jp_serverapp, aws):
    before = jp_serverapp.web_app.last_activity()
    for path in sorted(GETS):
        await send("GET", path, token)
    for path in ("whoami", "scan", "spend"):
        headers = {**token, **SELF_MADE, "Content-Type": "application/json"}
        assert (await send("POST", path, headers)).code == 200
    assert jp_serverapp.web_app.last_activity() == before


async def test_a_read_only_authorizer_leaves_the_reads(send, token, jp_serverapp, aws):
    class ReadOnly(type(jp_serverapp.authorizer)):
        def is_authorized(self, handler, user, action, resource):
            return action == "read" and resource == "jupyter_cost_tags"

    jp_serverapp.web_app.settings["authorizer"] = ReadOnly(
        parent=jp_serverapp, identity_provider=jp_serverapp.identity_provider
    )
    for path in sorted(GETS):
        assert (await send("GET", path, token)).code == 200
    for path in sorted(POSTS):
        answer = await send("POST", path, {**token, "Content-Type": "application/json"})
        assert answer.code == 403
    assert aws.control.calls() == []


# A cookie and a header that agree pass Jupyter's XSRF check; only the browser keeps sites apart.
SELF_MADE = {"Cookie": "_xsrf=mine", "X-XSRFToken": "mine"}


def _all_rules(rules):
    for rule in rules:
        inner = getattr(rule.target, "rules", None)
        yield from _all_rules(inner) if inner is not None else [rule]


def _files(folder):
    return {
        str(path): (path.stat().st_mtime_ns, path.stat().st_size)
        for path in folder.rglob("*")
        if path.is_file() and "cost-tags" in str(path)
    }
