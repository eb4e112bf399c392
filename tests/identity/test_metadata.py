"""The metadata file: what SageMaker writes, and everything else."""

from __future__ import annotations

import json
import os

import pytest

from jupyter_cost_tags.identity.metadata import (
    MAX_BYTES,
    MetadataUnreadable,
    parse_arn,
    read_metadata,
)

SPACE_ARN = "arn:aws:sagemaker:us-east-1:111122223333:app/d-1/lab/JupyterLab/default"


@pytest.fixture
def written(tmp_path):
    """Write the file and return the environment that names it."""

    def write(content):
        path = tmp_path / "resource-metadata.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return {"RESOURCE_METADATA_FILE": str(path)}

    return write


def test_no_file_is_no_metadata(tmp_path):
    assert read_metadata({"RESOURCE_METADATA_FILE": str(tmp_path / "none.json")}) is None


def test_a_new_studio_space_is_read(written):
    told = read_metadata(
        written(
            {
                "AppType": "JupyterLab",
                "DomainId": "d-1",
                "SpaceName": "lab",
                "ResourceArn": SPACE_ARN,
            }
        )
    )
    assert (told.domain_id, told.space, told.user_profile) == ("d-1", "lab", None)
    assert (told.resource.account, told.resource.region) == ("111122223333", "us-east-1")


def test_a_byte_order_mark_is_no_fault(written):
    told = read_metadata(written(b"\xef\xbb\xbf" + json.dumps({"DomainId": "d-1"}).encode()))
    assert told.domain_id == "d-1"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"DomainId": "d-1", "Spa',
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe{}",
        b"[" * 100_000,
        {"DomainId": 7},
        {"DomainId": ["d-1"]},
        {"SpaceName": {"a": 1}},
        {"AdditionalMetadata": "x", "DomainId": "d-1"},
        {"ResourceArn": "arn:aws:s3:::bucket"},
        {"ResourceArn": "arn:aws:sagemaker:us-east-1:12:app/d-1"},
        {"ResourceArn": "not an arn"},
    ],
)
def test_what_is_not_the_file_sagemaker_writes_is_unreadable(written, content):
    with pytest.raises(MetadataUnreadable):
        read_metadata(written(content))


def test_a_huge_file_is_not_read(written):
    with pytest.raises(MetadataUnreadable, match="256 KiB"):
        read_metadata(written(b" " * (MAX_BYTES + 1)))


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(MetadataUnreadable, match="regular file"):
        read_metadata({"RESOURCE_METADATA_FILE": str(tmp_path / "pipe")})


def test_a_link_to_itself_is_unreadable(tmp_path):
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    with pytest.raises(MetadataUnreadable):
        read_metadata({"RESOURCE_METADATA_FILE": str(loop)})


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (SPACE_ARN, "app"),
        ("arn:aws-cn:sagemaker:cn-north-1:111122223333:training-job/a", "training-job"),
        ("arn:aws:sagemaker:us-east-1:111122223333:training-job/", None),
        ("arn:aws:sagemaker:us-east-1:111122223333:training-job", None),
        ("arn:aws:sagemaker::111122223333:training-job/a", None),
        ("arn:aws:sagemaker:us-east-1:١١١١٢٢٢٢٣٣٣٣:training-job/a", None),
        ("", None),
    ],
)
def test_only_sagemaker_arns_have_parts(text, kind):
    arn = parse_arn(text)
    assert (arn.kind if arn else None) == kind
