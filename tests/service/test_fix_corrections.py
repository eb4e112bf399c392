"""Ended resources: recorded with their cost, and taken out again."""

import csv
import io
import json
from datetime import datetime, timezone

import pytest

from jupyter_cost_tags.models import (
    Correction,
    Corrections,
    FileRequest,
    FixRequest,
    PlanRequest,
    RecordRequest,
    RemoveRequest,
    ScanRequest,
    UndoRequest,
)
from jupyter_cost_tags.problems import BadRequest
from jupyter_cost_tags.tags.corrections import CorrectionStore, as_csv

HEAD = "arn:aws:sagemaker:us-east-1:111122223333"
ENDED, RUNNING = "proc-0408", "train-xgb-0412"


@pytest.fixture
def ids(service):
    service.refresh_scan(ScanRequest(force=True)).result()
    return {one.name: one.id for one in service.scan().value.resources}


def store(service):
    return service.context.state(service.context.identity()).corrections


def test_an_ended_job_is_recorded_with_owner_and_cost(service, studio, ids):
    studio.control.reset()
    told = service.record(RecordRequest(ids=[ids[ENDED]]))
    (record,) = told.records
    assert (told.added, record.name, record.tags) == (1, ENDED, {"environment": "dev"})
    assert record.owner == f"{HEAD}:user-profile/d-nw7x4k2m9qpa/ana"
    assert (record.estimated_cost, record.currency) == ("4.1277", "USD")
    assert "ml.m5.4xlarge" in record.basis
    assert record.ended > record.created
    assert "does not change this cost" in record.reason
    assert (record.run_id, told.demo) == (None, True)
    counts = studio.control.counts()
    assert not {name for name in counts if "Add" in name or "TagResources" in name}
    (path,) = store(service).folder.glob("*.jsonl")
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_still_accrues_is_not_recorded(service, ids):
    told = service.record(RecordRequest(ids=[ids[RUNNING], ids[ENDED]]))
    assert [one.name for one in told.records] == [ENDED]
    assert [(one.name, "still accrues" in one.reason) for one in told.not_recorded] == [
        (RUNNING, True)
    ]


@pytest.mark.parametrize("denied", ["sagemaker:DescribeProcessingJob", "pricing:GetProducts"])
def test_without_a_right_there_is_no_estimate_and_never_zero(service, studio, ids, denied):
    studio.control.deny([denied])
    (record,) = service.record(RecordRequest(ids=[ids[ENDED]])).records
    assert (record.estimated_cost, record.currency) == (None, None)
    assert record.basis
    assert record.owner


def test_the_same_resource_again_takes_the_records_place(service, ids):
    service.record(RecordRequest(ids=[ids[ENDED]], set={"environment": "dev"}))
    told = service.record(
        RecordRequest(ids=[ids[ENDED]], set={"environment": "prod"}, reason=" Wrong queue. ")
    )
    assert [(one.tags, one.reason) for one in told.records] == [
        ({"environment": "prod"}, "Wrong queue.")
    ]
    assert service.corrections().records == told.records


def test_a_wrong_record_is_taken_out_for_good(service, ids):
    (record,) = service.record(RecordRequest(ids=[ids[ENDED]])).records
    with pytest.raises(BadRequest) as caught:
        service.remove_corrections(RemoveRequest(record_ids=[record.record_id, "other"]))
    assert caught.value.code == "record-unknown"
    assert len(service.corrections().records) == 1
    assert service.remove_corrections(RemoveRequest(record_ids=[record.record_id])).records == []
    assert CorrectionStore(store(service).folder).all() == []


def test_a_fix_records_what_it_reached_too_late_and_its_undo_takes_it_out(service, ids):
    plan = service.plan(PlanRequest(ids=[ids[RUNNING], ids[ENDED]]))
    run = service.fix(FixRequest(plan_id=plan.plan_id))
    assert run.recorded == 1
    (record,) = service.corrections().records
    assert (record.name, record.run_id) == (ENDED, run.run_id)
    service.undo(UndoRequest(run_id=run.run_id))
    assert service.corrections().records == []


def test_a_full_disk_does_not_undo_the_run(service, ids):
    store(service).folder.write_text("not a folder")
    plan = service.plan(PlanRequest(ids=[ids[ENDED]]))
    run = service.fix(FixRequest(plan_id=plan.plan_id))
    assert [one.outcome for one in run.results] == ["applied"]
    assert (run.recorded, run.problem.code) == (0, "corrections-unwritable")


def test_the_file_to_download_has_every_record(service, ids):
    service.record(RecordRequest(ids=[ids[ENDED]]))
    told = service.correction_file(FileRequest(format="csv"))
    (row,) = csv.DictReader(io.StringIO(told.content))
    assert (row["arn"], row["tag:environment"]) == (f"{HEAD}:processing-job/{ENDED}", "dev")
    assert (row["proposed_tags"], row["estimated_cost"]) == ("environment=dev", "4.1277")
    assert (row["created"][-1], row["note"]) == ("Z", "DEMO DATA")
    assert (told.name, told.media_type[:8]) == ("cost-tag-corrections-2026-11-23.csv", "text/csv")
    plain = json.loads(service.correction_file(FileRequest(format="json")).content)
    assert plain["records"][0]["tags"] == {"environment": "dev"}


NOW = datetime(2026, 11, 23, 12, tzinfo=timezone.utc)


def record(**members):
    given = {
        "record_id": "r",
        "arn": "arn:a",
        "id": "i",
        "kind": "training-job",
        "name": "train",
        "owner": None,
        "tags": {"project": "churn"},
        "estimated_cost": None,
        "currency": None,
        "basis": "",
        "reason": "",
        "created": None,
        "ended": None,
        "run_id": None,
        "recorded": NOW,
    }
    return Correction(**{**given, **members})


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
)
def test_no_cell_is_a_formula(start):
    evil = f'{start}HYPERLINK("http://x","y")'
    told = as_csv(Corrections(records=[record(name=evil, reason=evil, tags={evil: evil})]))
    cells = [cell for row in csv.reader(io.StringIO(told)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(start)]
    assert f"'{evil}" in cells


def test_damaged_lines_are_told_and_the_others_hold(tmp_path):
    kept = CorrectionStore(tmp_path)
    kept.add([record(), record(arn="arn:b", record_id="s")])
    (path,) = tmp_path.glob("*.jsonl")
    path.write_bytes(b"garbage\n" + path.read_bytes() + b"half a li")
    told = kept.told()
    assert {one.arn for one in told.records} == {"arn:a", "arn:b"}
    assert told.problem.code == "corrections-damaged"
