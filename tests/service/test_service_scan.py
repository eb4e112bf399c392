"""The scan as a server makes it: what was found is shown while the rest is asked for."""

from __future__ import annotations

import threading

from jupyter_cost_tags.models import RefreshRequest, ScanRequest


def heard(read, *, seconds=30.0):
    """Return the first value that is there, looking again and again."""
    tick = threading.Event()
    for _ in range(int(seconds / 0.02)):
        value = read().value
        if value is not None and value.resources:
            return value
        tick.wait(0.02)
    raise AssertionError("nothing was shown")


def test_a_first_scan_shows_what_it_has_found_so_far(service, studio):
    service.refresh_whoami(RefreshRequest()).result(30)
    studio.control.add_faults([{"op": "sagemaker:Search", "delay": 6.0}])
    running = service.refresh_scan(ScanRequest())
    early = heard(service.scan)
    section = service.scan()
    assert (early.complete, early.scope) == (False, "mine")
    assert section.refreshing
    assert section.stale
    studio.control.calm()
    running.result(30)
    whole = service.scan()
    assert (whole.refreshing, whole.value.complete) == (False, True)
    known = {one.arn: one.state for one in whole.value.resources}
    assert {one.arn: one.state for one in early.resources}.items() < known.items()
    assert not any(one.kind == "training-job" for one in early.resources)


def test_a_later_scan_keeps_the_whole_one_until_it_is_done(service, studio):
    service.refresh_scan(ScanRequest()).result(30)
    before = service.scan().value
    studio.control.add_faults([{"op": "sagemaker:Search", "delay": 6.0}])
    running = service.refresh_scan(ScanRequest(force=True))
    while not studio.control.counts().get("sagemaker:Search"):
        threading.Event().wait(0.02)
    assert service.scan().value == before
    studio.control.calm()
    running.result(30)


def test_a_notebook_needs_its_path(service, studio):
    service.refresh_scan(ScanRequest(scope="notebook")).result(30)
    assert service.context.known_identity()
    request = ScanRequest(scope="notebook", notebook="work/a.ipynb")
    service.refresh_scan(request).result(30)
    section = service._scan_shelf(request).read(service.context)
    assert (section["value"].resources, section["problem"]) == ([], None)
    refused = service._scan_shelf(ScanRequest(scope="notebook")).read(service.context)
    assert refused["problem"].code == "bad-request"
