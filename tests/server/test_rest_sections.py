"""REST (DESIGN §4.4): the sections' envelope, the deadline, the document, what is never told."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
from pathlib import Path

from jupyter_cost_tags import openapi
from jupyter_cost_tags.service.context import Context
from jupyter_cost_tags.service.service import Service

ENVELOPE = {"value", "as_of", "stale", "refreshing", "problem"}


def test_the_committed_document_is_the_models():
    committed = Path(openapi.__file__).with_name("openapi.json").read_text("utf-8")
    assert committed == openapi.spell()


async def test_the_document_is_served(jp_fetch):
    answer = await jp_fetch("jupyter-cost-tags/api", "openapi.json")
    assert json.loads(answer.body) == openapi.document()


async def test_every_section_has_the_envelope(call, studio):
    for path in ("whoami", "scan", "spend", "doctor"):
        code, empty = await call("GET", path)
        assert code == 200
        assert set(empty) == ENVELOPE
        assert empty["value"] is None
    assert studio.control.calls() == []
    for path in ("whoami", "scan", "spend", "doctor"):
        code, full = await call("POST", path)
        assert (code, full["problem"], full["refreshing"], full["stale"]) == (
            200,
            None,
            False,
            False,
        )
        assert full["as_of"] == "2026-11-23T12:00:00Z"
        assert (await call("GET", path)) == (200, full)


async def test_fifty_posts_are_one_scan(call, studio):
    await call("POST", "whoami")
    studio.control.reset()
    answers = await asyncio.gather(*(call("POST", "scan") for _ in range(50)))
    assert {code for code, _ in answers} == {200}
    assert {len(section["value"]["resources"]) for _, section in answers} == {15}
    assert studio.control.counts()["sagemaker:ListProcessingJobs"] == 1


async def test_a_slow_aws_is_answered_at_the_deadline_and_read_later(call, studio):
    _, good = await call("POST", "scan")
    studio.control.add_faults([{"op": "sagemaker:*", "delay": 5.0}])
    code, section = await call("POST", "scan", {"force": True})
    assert (code, section["refreshing"], section["value"]) == (200, True, good["value"])
    code, other = await call("POST", "spend")  # its own section is not held up
    assert (code, other["value"]["state"]) == (200, "ok")


async def test_a_failed_refresh_tells_no_aws_text(call, studio, caplog):
    caplog.set_level(logging.DEBUG, logger="jupyter_cost_tags")
    await call("POST", "scan")
    hostile = "User: arn:aws:sts::111122223333:x is not authorized; <img src=x> injected-text"
    for code in ("AccessDeniedException", "ValidationException", "SomethingNew"):
        studio.control.calm()
        studio.control.add_faults([{"op": "*", "code": code, "message": hostile}])
        _, section = await call("POST", "scan", {"force": True})
        told = json.dumps(section["problem"])
        assert section["value"] is not None
        for secret in ("111122223333", "arn:", "<img", "injected-text"):
            assert secret not in told + caplog.text


async def test_unknown_ids_and_plans_are_problems(call):
    unheard = []  # what asyncio would log, with its text: a failure that nobody took
    asyncio.get_running_loop().set_exception_handler(lambda _, told: unheard.append(told))
    await call("POST", "scan")
    for path, body, code in (
        ("plan", {"ids": ["nothing"]}, "id-unknown"),
        (
            "plan",
            {"ids": ["arn:aws:sagemaker:us-east-1:111122223333:training-job/x"]},
            "id-unknown",
        ),
        ("fix", {"plan_id": "nothing"}, "plan-unknown"),
        ("undo", {"run_id": "nothing"}, "run-unknown"),
    ):
        status, answer = await call("POST", path, body)
        assert (status, answer["problem"]["code"]) == (400, code)
    gc.collect()
    assert unheard == []


async def test_a_fix_from_scan_to_undo(call, studio):
    _, section = await call("POST", "scan")
    ids = [one["id"] for one in section["value"]["resources"] if one["state"] == "non-compliant"]
    _, plan = await call("POST", "plan", {"ids": ids})
    _, run = await call("POST", "fix", {"plan_id": plan["plan_id"]})
    assert {result["outcome"] for result in run["results"]} == {"applied"}
    assert (await call("POST", "fix", {"plan_id": plan["plan_id"]}))[1] == run  # applied once
    _, section = await call("POST", "scan", {"force": True})
    assert {one["state"] for one in section["value"]["resources"]} == {"compliant"}
    _, undone = await call("POST", "undo", {"run_id": run["run_id"]})
    assert {result["outcome"] for result in undone["results"]} == {"applied"}


async def test_a_query_that_is_no_request_is_a_problem(call):
    code, answer = await call("GET", "scan?days=many")
    assert (code, answer["problem"]["code"]) == (400, "bad-request")
    code, section = await call("GET", "scan?scope=all&days=7")
    assert (code, section["value"]) == (200, None)


async def test_a_fault_of_our_own_is_a_problem_not_html(call, extension, caplog):
    class Broken(Context):
        def policy(self):
            raise KeyError("arn:aws:iam::111122223333:secret")

    extension._service = Service(Broken(os.environ))
    for verb, path in (("GET", "policy"), ("POST", "scan"), ("POST", "whoami")):
        code, answer = await call(verb, path)
        problem = answer["problem"]
        assert code == (500 if verb == "GET" else 200)
        assert problem["code"] == "internal"
        assert not answer.get("refreshing")
        assert "111122223333" not in json.dumps(problem) + caplog.text
