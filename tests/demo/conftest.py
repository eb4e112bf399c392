"""boto3 clients of the empty account."""

from __future__ import annotations

import os
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

ONE_TRY = Config(
    retries={"total_max_attempts": 1}, parameter_validation=False, read_timeout=5, connect_timeout=2
)


class Clients:
    """boto3 clients that try once and send what AWS itself shall refuse."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = boto3.Session("ASIAEMBEDDED", "secret", "token", region_name="us-east-1")
        self._made: dict[Any, Any] = {}

    def __call__(self, service: str, region: str = "us-east-1", **config: Any) -> Any:
        key = (service, region, str(config))
        if key not in self._made:
            self._made[key] = self._session.client(
                service, region, endpoint_url=self._url, config=ONE_TRY.merge(Config(**config))
            )
        return self._made[key]


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
