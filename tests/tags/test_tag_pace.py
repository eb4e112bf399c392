"""At most five writes in any second, also when AWS throttles some of them."""

from hypothesis import given
from hypothesis import strategies as st
from tagged_jobs import Clock

from jupyter_cost_tags.tags.pace import WRITES_PER_SECOND, Pace


def paced(clock):
    return Pace(clock=clock, sleep=clock.sleep)


def test_the_first_write_waits_for_nobody_and_the_next_for_a_fifth_of_a_second():
    clock = Clock()
    pace = paced(clock)
    pace.take()
    pace.take()
    assert clock.slept == [0.2]


def test_a_rest_saves_no_writes_up():
    clock = Clock()
    pace = paced(clock)
    pace.take()
    clock.now += 60
    pace.take()
    pace.take()
    assert clock.slept == [0.2]


def test_requests_that_were_sent_again_are_made_up_for():
    clock = Clock()
    pace = paced(clock)
    pace.take()
    pace.debit(3)
    pace.take()
    assert clock.slept == [0.8]
    pace.debit(0)
    pace.debit(-1)
    pace.take()
    assert clock.slept == [0.8, 0.2]


def test_the_next_write_counts_from_when_the_last_was_sent():
    clock = Clock()
    pace = paced(clock)
    pace.take()
    clock.now += 0.15
    pace.sent()
    pace.take()
    assert clock.slept == [0.2]


@given(st.lists(st.floats(0, 1), min_size=10, max_size=60))
def test_no_second_has_more_than_five(pauses):
    clock = Clock()
    pace, sent = paced(clock), []
    for pause in pauses:
        clock.now += pause
        pace.take()
        sent.append(clock.now)
    for begin in sent:
        assert sum(begin <= one < begin + 1 - 1e-6 for one in sent) <= WRITES_PER_SECOND
