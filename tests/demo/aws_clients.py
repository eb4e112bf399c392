"""boto3 clients that try once, for the conformance tests."""

from __future__ import annotations

from typing import Any

import boto3
import botocore.session
from botocore.config import Config

ONE_TRY = Config(retries={"total_max_attempts": 1}, parameter_validation=False, connect_timeout=20)
# Service models are large: they are read once.
_LOADER = botocore.session.Session().get_component("data_loader")


class Clients:
    """boto3 clients that try once and send what AWS itself shall refuse."""

    def __init__(self, url: str) -> None:
        self._url = url
        core = botocore.session.Session()
        core.register_component("data_loader", _LOADER)
        self._session = boto3.Session(
            "ASIAEMBEDDED", "secret", "token", region_name="us-east-1", botocore_session=core
        )
        self._made: dict[Any, Any] = {}

    def __call__(self, service: str, region: str = "us-east-1", **config: Any) -> Any:
        key = (service, region, str(config))
        if key not in self._made:
            self._made[key] = self._session.client(
                service, region, endpoint_url=self._url, config=ONE_TRY.merge(Config(**config))
            )
        return self._made[key]
