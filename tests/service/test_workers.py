"""Threads for work that waits on AWS, where none can be started."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from jupyter_cost_tags.problems import Exhausted
from jupyter_cost_tags.workers import Workers, each, within

MORE_THAN_THERE_IS = 1 << 46  # bytes of a thread's stack: so the system refuses the thread


@pytest.fixture
def no_threads() -> Iterator[None]:
    """Let no thread be started, as a process that ends does (Python 3.12)."""
    before = threading.stack_size(MORE_THAN_THERE_IS)
    try:
        with pytest.raises(RuntimeError, match="can't start new thread"):
            threading.Thread(target=str).start()
        yield
    finally:
        threading.stack_size(before)


@pytest.mark.usefixtures("no_threads")
def test_each_and_within_do_it_on_this_thread():
    here = threading.get_ident()
    assert each(lambda n: (n, threading.get_ident()), [1, 2], threads=4) == [(1, here), (2, here)]
    assert within(1.0, threading.get_ident) == here


@pytest.mark.usefixtures("no_threads")
def test_each_raises_what_the_work_raises():
    with pytest.raises(ZeroDivisionError):
        each(lambda n: 1 // n, [1, 0], threads=4)


def test_a_pool_refuses_work_until_it_has_a_thread(no_threads):
    workers = Workers(threads=1)
    with pytest.raises(Exhausted, match="No thread can be started"):
        workers.submit(int)
    threading.stack_size(0)
    assert workers.submit(lambda: 7).result(10) == 7
    assert workers.close(patience=10)
