"""A fix over HTTP: started, looked at, recorded; each answer fits the document."""

import asyncio


async def scanned(call):
    _, told = await call("POST", "scan", {"force": True})
    while told["refreshing"]:
        _, told = await call("GET", "scan")
        await asyncio.sleep(0.05)
    return {one["name"]: one["id"] for one in told["value"]["resources"]}


async def over(call, run_id):
    while True:
        code, run = await call("GET", f"run?run_id={run_id}")
        assert code == 200
        if run["state"] != "running":
            return run
        await asyncio.sleep(0.05)


async def test_a_fix_is_polled_undone_and_listed(call, studio):
    ids = await scanned(call)
    chosen = [ids["train-xgb-0412"], ids["proc-0408"]]
    code, plan = await call("POST", "plan", {"ids": chosen})
    assert (code, plan["summary"]["to_change"]) == (200, 2)
    studio.control.add_faults([{"op": "sagemaker:ListTags", "delay": 0.3}])
    code, run = await call("POST", "fix", {"plan_id": plan["plan_id"], "wait": 0})
    assert (code, run["state"], run["progress"]["total"]) == (200, "running", 2)
    done = await over(call, run["run_id"])
    assert (done["progress"]["by_outcome"], done["recorded"]) == ({"applied": 2}, 1)

    code, file = await call("GET", "corrections/file?format=csv")
    assert (code, file["content"].count("\r\n")) == (200, 2)
    code, told = await call("GET", "corrections")
    ids = [one["record_id"] for one in told["records"]]
    assert (await call("POST", "corrections/remove", {"record_ids": ids}))[1]["records"] == []

    studio.control.clear_faults()
    code, undone = await call("POST", "undo", {"run_id": run["run_id"]})
    assert (code, undone["undoes"]) == (200, run["run_id"])
    code, runs = await call("GET", "runs")
    assert [one["run_id"] for one in runs["runs"]][:1] == [undone["run_id"]]


async def test_what_is_not_there_or_wrong_is_a_problem(call):
    await call("POST", "whoami")
    for verb, path, body, problem in (
        ("GET", "run?run_id=../../etc/passwd", None, "run-unknown"),
        ("POST", "resume", {"run_id": "never"}, "run-unknown"),
        ("POST", "stop", {"run_id": "never"}, "run-unknown"),
        ("POST", "fix", {"plan_id": "never", "wait": 0}, "plan-unknown"),
        ("POST", "fix", {"plan_id": "never", "wait": -1}, "bad-request"),
        ("POST", "corrections", {"ids": ["never"]}, "id-unknown"),
        ("POST", "corrections/remove", {"record_ids": ["never"]}, "record-unknown"),
        ("GET", "corrections/file?format=xlsx", None, "bad-request"),
    ):
        code, told = await call(verb, path, body)
        assert (code, told["problem"]["code"]) == (400, problem), path
