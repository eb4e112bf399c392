"""Budgets leaves out a list that is empty; an answer cut short looks alike but for its length."""

import pytest

from jupyter_cost_tags.aws.expected import is_whole

JSON = "application/x-amz-json-1.1"


@pytest.mark.parametrize(
    ("headers", "members", "whole"),
    [
        ({"content-type": JSON, "content-length": "2"}, {}, True),
        ({"content-type": JSON, "content-length": "70"}, {"NextToken": "a"}, True),
        ({"content-type": JSON, "content-length": "70"}, {}, False),
        ({"content-type": JSON, "content-length": "0"}, {}, False),
        ({"content-type": JSON}, {}, False),
        ({"content-type": "text/html", "content-length": "2"}, {}, False),
        ({}, {}, False),
    ],
)
def test_is_whole(headers, members, whole):
    assert is_whole({"ResponseMetadata": {"HTTPHeaders": headers}, **members}) is whole
