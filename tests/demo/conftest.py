"""boto3 clients of the empty account."""

from __future__ import annotations

import os

import pytest
from aws_clients import Clients
from botocore.exceptions import ClientError


@pytest.fixture(scope="session")
def clients(empty_account):
    return Clients(empty_account.url)


@pytest.fixture
def client(aws, clients):
    return clients


@pytest.fixture
def sagemaker(client):
    return client("sagemaker")


@pytest.fixture
def tagging(client):
    return client("resourcegroupstaggingapi")


@pytest.fixture
def remote():
    """True where the server runs elsewhere, with another botocore than the client's."""
    return "EMBEDDED_AWS_URL" in os.environ


@pytest.fixture
def refused():
    """Return the code and the message of the error that a call must end in."""

    def run(operation, **params):
        with pytest.raises(ClientError) as caught:
            operation(**params)
        error = caught.value.response["Error"]
        return error["Code"], error["Message"]

    return run
