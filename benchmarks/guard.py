#!/usr/bin/env python3
"""What the launch guard costs: calls with the guard and, side by side, the same calls without it.

No network: a handler of botocore's answers each call, so that what is left is the client's own
work. Prints microseconds of CPU time, the least of several rounds, and the budgets of the design.
"""

from __future__ import annotations

import compileall
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "guard"))

ROUNDS, CALLS = 9, 2000


class Answer:
    """An HTTP answer without a body."""

    status_code = 200


def client(service: str) -> Any:
    """Return a client whose calls are answered on the spot."""
    import boto3

    made = boto3.Session("key", "secret", region_name="us-east-1").client(service)
    made.meta.events.register("before-call", lambda **_: (Answer(), {}))
    return made


def least(work: Callable[[], object], calls: int = CALLS) -> float:
    """Return microseconds of CPU time a call, the least of several rounds."""
    found = []
    for _ in range(ROUNDS):
        started = time.process_time_ns()
        for _ in range(calls):
            work()
        found.append((time.process_time_ns() - started) / calls / 1000)
    return min(found)


def decision(hook: Any, model: Any, tags: list[dict[str, str]] | None) -> float:
    """Return what the handler before a call takes, without reporting."""
    from trained import training

    request = training(**({} if tags is None else {"Tags": tags}))
    builtins = {"SDK::Endpoint": None}

    def handle() -> None:
        hook._before(params=dict(request), model=model, context={}, builtins=builtins)

    return least(handle)


def kernel_start() -> tuple[float, float]:
    """Return milliseconds of a Python that has IPython, without and with loading the guard.

    With compiled files, as pip leaves them, whatever PYTHONDONTWRITEBYTECODE says here.
    """
    compileall.compile_dir(ROOT / "jupyter_cost_tags", quiet=2)

    def once(load: str) -> float:
        code = (
            f"import IPython, time; t = time.perf_counter(); {load}; print(time.perf_counter() - t)"
        )
        shell = "from IPython.core.interactiveshell import InteractiveShell as S; ip = S.instance()"
        done = subprocess.run(
            [sys.executable, "-c", f"{shell}; {code}"], capture_output=True, text=True, check=True
        )
        return float(done.stdout.split()[-1]) * 1000

    load = "ip.extension_manager.load_extension('jupyter_cost_tags')"
    return min(once("pass") for _ in range(5)), min(once(load) for _ in range(5))


def row(name: str, figure: float, budget: float | None, unit: str = "µs") -> None:
    """Print one line."""
    limit = (
        ""
        if budget is None
        else f"budget {budget:g} {unit}: {'met' if figure <= budget else 'MISSED'}"
    )
    print(f"  {name:<52} {figure:9.2f} {unit}  {limit}")


def main() -> None:
    """Measure and print."""
    from guarded import pairs, write
    from trained import training

    folder = Path(tempfile.mkdtemp()) / "shared"
    os.environ["COST_TAGS_GUARD_DIR"] = str(folder)
    os.environ["COST_TAGS_GUARD"] = ""
    write(folder, mode="fill")
    from jupyter_cost_tags.guard.guard import Guard
    from jupyter_cost_tags.guard.hook import Hook

    full = pairs({"cost-center": "CC-4711", "environment": "dev", "project": "churn"})
    sagemaker, other = client("sagemaker"), client("sts")
    calls: dict[str, Callable[[], object]] = {
        "create, tags given": lambda: sagemaker.create_training_job(**training(Tags=full)),
        "describe": lambda: sagemaker.describe_training_job(TrainingJobName="a"),
        "another service (sts)": other.get_caller_identity,
    }
    without = {name: least(call, 300) for name, call in calls.items()}
    hook = Hook(Guard())
    hook._attach_client(sagemaker)
    model = sagemaker.meta.service_model.operation_model("CreateTrainingJob")
    read = sagemaker.meta.service_model.operation_model("DescribeTrainingJob")

    print("decision alone (the handler before a call)")
    for mode in ("warn", "fill"):
        write(folder, mode=mode)
        row(f"create without tags, mode {mode}", decision(hook, model, None), 15)
    row("create with all tags", decision(hook, model, full), 15)
    row("read (DescribeTrainingJob)", decision(hook, read, None), 2)

    print("reporting (launch file and card), apart")
    launch = hook.guard.before(
        hook._rows["CreateTrainingJob"], "CreateTrainingJob", training(), None
    )
    with redirect_stderr(io.StringIO()):
        told = least(lambda: hook.guard.finish(launch, "sent", arn=None), 300)
    row("one launch", told, 300)

    print("whole calls, client side, without a network: guard off, guard on, ratio")
    with redirect_stderr(io.StringIO()):
        on = {name: least(call, 300) for name, call in calls.items()}
    for name, before in without.items():
        print(f"  {name:<32} {before:9.1f} µs {on[name]:9.1f} µs   x{on[name] / before:.2f}")

    print("kernel start")
    bare, loaded = kernel_start()
    row("loading the guard", loaded - bare, 10, "ms")


if __name__ == "__main__":
    main()
