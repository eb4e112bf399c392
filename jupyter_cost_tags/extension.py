"""The Jupyter server extension: an admin's settings in, one route out."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from jupyter_server.extension.application import ExtensionApp
from traitlets import Bool, Int, Unicode

from .handlers import ROOT, OperationHandler

if TYPE_CHECKING:
    from .service.service import Service


class CostTags(ExtensionApp):
    """SageMaker cost-allocation tags, untagged jobs and spend."""

    name = "jupyter_cost_tags"
    load_other_extensions = True

    aws_profile = Unicode(
        None, allow_none=True, help="AWS profile to use instead of the environment's."
    ).tag(config=True)
    aws_region = Unicode(
        None, allow_none=True, help="AWS Region to use instead of AWS_REGION and the profile's."
    ).tag(config=True)
    billing_view = Unicode(
        None, allow_none=True, help="ARN of the billing view that Cost Explorer is asked for."
    ).tag(config=True)
    spend = Bool(default_value=True, help="Whether Cost Explorer may be asked at all.").tag(
        config=True
    )
    cost_explorer_daily_cap = Int(
        4, min=0, help="Most Cost Explorer requests per user and UTC day; each costs 0.01 USD."
    ).tag(config=True)
    snapshot = Unicode(
        None,
        allow_none=True,
        help="Folder or s3:// prefix of the spend snapshot; Cost Explorer isn't asked then.",
    ).tag(config=True)
    ignore_configured_endpoints = Bool(
        default_value=False,
        help="Ignore AWS_ENDPOINT_URL and endpoint_url of the AWS configuration.",
    ).tag(config=True)

    guard = Bool(
        default_value=True,
        help="Whether kernels are told which tags launches need; else their guard is off.",
    ).tag(config=True)

    def initialize_handlers(self) -> None:
        """Mount the route. What takes long to import is imported beside, on a thread."""
        self._service: Service | None = None
        self._stopped = False
        if not self.guard:
            os.environ["COST_TAGS_GUARD"] = "off"  # kernels inherit it
        self._making = threading.Lock()
        # Jupyter puts its base_url before the pattern.
        self.handlers.append((rf"/{ROOT}/(.*)", OperationHandler, {"service": self.service}))
        threading.Thread(target=self._begin, name="cost-tags-import", daemon=True).start()

    async def stop_extension(self) -> None:
        """End what runs beside requests; a server that stops waits for nobody."""
        self._stopped = True
        if self._service is not None:
            self._service.stop()

    def _begin(self) -> None:
        """Make the service, and have kernels that start from now on told."""
        service = self.service()
        if self.guard and not self._stopped:
            service.start(_hand_over)

    def service(self) -> Service:
        """Return the service, made once; AWS is not asked."""
        with self._making:
            if self._service is None:
                self._service = self._make_service()
            return self._service

    def _make_service(self) -> Service:
        from .aws import AwsSettings  # noqa: PLC0415  (pydantic: not while the server starts)
        from .service.context import Context, Settings  # noqa: PLC0415
        from .service.service import Service  # noqa: PLC0415

        settings = Settings(
            aws=AwsSettings(
                profile=self.aws_profile,
                region=self.aws_region,
                ignore_configured_endpoints=self.ignore_configured_endpoints,
            ),
            billing_view=self.billing_view,
            spend_enabled=self.spend,
            daily_cap=self.cost_explorer_daily_cap,
            snapshot=self.snapshot,
            guard=self.guard,
        )
        return Service(Context(os.environ, settings))


def _hand_over(folder: Path) -> None:
    """Let kernels inherit where the guard's files are: Jupyter gives them this environment."""
    os.environ["COST_TAGS_GUARD_DIR"] = str(folder)
