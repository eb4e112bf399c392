"""The guard of one process: what it goes by, and what it does with one call.

Nothing here calls AWS, and a fault of its own never stops the user's call (`hook.py` sees to it).
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import words
from .cards import Cards, say
from .decide import Added, decide_by, given_tags, hints, layers, offers
from .errors import LaunchAboveLimit, TagPolicyError
from .launches import LaunchFile, loaded
from .operations import METADATA, SPENDS, Create, Start
from .rules import Choice, Rules, Tags
from .source import NoRules, Source
from .surroundings import NotebookFile, Place, kernel_id, notebook_path, place
from .told import Launch, is_worth_a_card, record, told_of

if TYPE_CHECKING:
    from .pipelines import Step

OFF = "COST_TAGS_GUARD"
CONFIRM = "COST_TAGS_CONFIRM"
_PIPELINES = frozenset({"CreatePipeline", "UpdatePipeline"})
_log = logging.getLogger("jupyter_cost_tags.guard")


class Guard:
    """What this process remembers; one per process, made when the guard is loaded."""

    def __init__(self) -> None:
        """Start with what the environment says; nothing is read yet."""
        self.source = Source()
        self.file = LaunchFile()
        self.cards = Cards()
        self.override: str | None = None  # of the policy's mode, in this process
        self.cell: dict[str, str] = {}
        self.chosen: Choice | None = None  # for this kernel, by the magic
        self.confirmed = False  # the next launch may be above the limit
        self.active = True
        self._notebook_file = NotebookFile()
        self._said: set[str] = set()
        self._announced = 0  # the process that told the server of itself
        self._refused: object = None  # the guard.json whose added tags AWS refused
        # What the layers offer, and what that stands on.
        self._offers: tuple[Rules, str, Tags, Choice | None, list[Added]] | None = None

    @property
    def is_off(self) -> bool:
        """Whether the user turned it off in this process, or unloaded it."""
        return not self.active or os.environ.get(OFF, "").lower() == "off"

    def rules(self) -> Rules | None:
        """Return what is in force; None, said once, when there is nothing to go by."""
        try:
            return self.source.rules()
        except NoRules as why:
            self.say_once(f"launches are not checked: {why}")
            return None

    def mode(self, rules: Rules) -> str:
        """Return the mode in force here; without a policy only what somebody chose is added."""
        return self.override or (rules.mode if rules.judges else "warn")

    def notebook(self, rules: Rules, where: Place | None = None) -> Choice | None:
        """Return the notebook's choice: of this kernel, told by the server, or in the file."""
        if self.chosen is not None:
            return self.chosen
        known = where or Place(kernel_id(), notebook_path())
        told = rules.notebook(known.kernel_id, known.notebook)
        return self._notebook_file.read(known.notebook) if told is None else told

    def announce(self) -> None:
        """Tell the server that this process has a guard."""
        folder = self.source.folder()
        if folder is None or not folder.is_dir() or self.is_off:
            return
        try:
            mode = self.mode(self.source.rules())
        except NoRules:
            mode = "off"
        self._announced = os.getpid()
        self._write("loaded", loaded(mode))

    def set_mode(self, mode: str) -> None:
        """Use another mode in this process; the server is told."""
        self.override = mode
        self._write("mode", {"kernel_id": kernel_id(), "mode": mode})

    # -- one call --------------------------------------------------------------------------

    def before(
        self, row: Create | Start, operation: str, params: dict[str, Any], region: str | None
    ) -> Launch | None:
        """Decide about a call and add tags to its parameters; None when it is none of ours.

        Raises `TagPolicyError` for what may not be sent.
        """
        rules = self.rules()
        if rules is None or (isinstance(row, Create) and row.tier == METADATA):
            return None
        name = params.get(row.name)
        launch = Launch(
            operation=operation,
            row=row,
            name=name if isinstance(name, str) else None,
            region=region,
            mode=self.mode(rules),
            where=place(),
            rules=rules,
        )
        if isinstance(row, Create):
            self._judge(launch, rules, params)
        elif launch.mode != "off":
            launch.steps = _steps(operation, params, rules)
        return launch

    def _judge(self, launch: Launch, rules: Rules, params: dict[str, Any]) -> None:
        kind = launch.row.kind
        given = given_tags(params.get("Tags"))
        launch.exempt = given is None or rules.is_exempt(kind, launch.name or "")
        if launch.mode == "off" or launch.exempt or given is None:
            return
        launch.judged = rules.judges
        mode = (
            "warn" if launch.mode == "fill" and self._refused == self.source.mark else launch.mode
        )
        offered = self._offered(rules, mode, launch.where)
        launch.decision = decide_by(rules, given, offered, kind)
        launch.steps = _steps(launch.operation, params, rules)
        launch.parameters = params
        if launch.mode == "block":
            self._block(launch, rules)
        if launch.decision.added:
            launch.original = params.get("Tags")
            ours = [{"Key": one.key, "Value": one.value} for one in launch.decision.added]
            params["Tags"] = [*given, *ours]  # the user's own list is left as it is

    def _offered(self, rules: Rules, mode: str, where: Place) -> list[Added]:
        """Return what the layers offer; worked out once as long as nothing changes."""
        notebook = self.notebook(rules, where)
        known = self._offers
        if not (
            known
            and known[0] is rules
            and known[1] == mode
            and known[2] is self.cell
            and known[3] is notebook
        ):
            offered = offers(rules, mode, layers(rules, self.cell, notebook))
            known = self._offers = (rules, mode, self.cell, notebook, offered)
        return known[4]

    def _price(self, launch: Launch, rules: Rules) -> None:
        """Work out the price ceiling, once."""
        row, params = launch.row, launch.parameters
        if launch.ceiling is not None or params is None:
            return
        if not isinstance(row, Create) or not (row.tier == SPENDS or row.component):
            return
        rates = rules.rates
        if rates and launch.region and rates.get("region") not in {None, launch.region}:
            rates = None
        from decimal import Decimal  # noqa: PLC0415  (a kernel's start does not pay for it)

        from .ceiling import ceiling_of  # noqa: PLC0415

        launch.ceiling = ceiling_of(launch.operation, params, rates)
        amount = launch.ceiling.get("amount")
        limit = rules.confirm_above
        if amount is not None and limit is not None and Decimal(amount) > limit:
            launch.above = str(limit)

    def _block(self, launch: Launch, rules: Rules) -> None:
        if launch.decision.fails:
            self._hint(launch, rules)
            self.finish(launch, "blocked")
            raise TagPolicyError(
                words.blocked(launch.operation, rules, launch.decision, launch.hints)
            )
        self._price(launch, rules)
        if launch.above and launch.ceiling:
            if not self.confirmed and os.environ.get(CONFIRM) != "1":
                self.finish(launch, "blocked")
                lines = words.above_limit(launch.operation, launch.ceiling, launch.above)
                raise LaunchAboveLimit(lines)
            self.confirmed = False

    def _hint(self, launch: Launch, rules: Rules) -> None:
        """Look up what the user's layers have for what the call lacks."""
        if launch.decision.missing:
            sources = layers(rules, self.cell, self.notebook(rules, launch.where))
            launch.hints = hints(rules, launch.decision, sources)

    def resend(self, launch: Launch) -> None:
        """Note that AWS refused the added tags and the call goes out as the user wrote it."""
        launch.resent = True
        self._refused = self.source.mark
        lost = {one.key for one in launch.decision.added} | set(launch.decision.missing)
        missing = self.source.rules().required_for(launch.row.kind)
        launch.decision = launch.decision._replace(
            added=(), missing=tuple(key for key in missing if key in lost), fails=True
        )

    def finish(
        self, launch: Launch, outcome: str, *, arn: str | None = None, code: str | None = None
    ) -> None:
        """Tell server and user what became of a call."""
        rules = self.source.rules() if launch.rules is None else launch.rules
        self._price(launch, rules)
        self._hint(launch, rules)
        if self._announced != os.getpid():  # a fork, or a kernel that was there before the server
            self.announce()
        self._write("launch", record(launch, outcome, arn, code))
        if launch.judged or launch.decision.added or launch.steps:
            told = told_of(launch, outcome, rules)
            if is_worth_a_card(launch, told):
                self.cards.show(launch.where.batch, told)

    def warn_of_command(
        self, operation: str, kind: str, name: str | None, rules: Rules, required: list[str]
    ) -> None:
        """Say before it runs that a shell line launches something without tags."""
        where = place()
        told = {
            "mode": self.mode(rules),
            "verdict": "missing",
            "resources": [
                {"operation": operation, "kind": kind, "name": name, "outcome": "unseen"}
            ],
            "missing": words.missing_of(rules, required, {}),
            "added": [],
            "invalid": [],
            "near": [],
            "steps": [],
            "ceiling": None,
            "above_limit": None,
            "notebook": None,
        }
        self.cards.show(where.batch, told)

    def _write(self, event: str, members: Mapping[str, Any]) -> None:
        folder = self.source.folder()
        if folder is None:
            return
        try:
            self.file.write(folder, event, members)
        except OSError as error:
            self.say_once(f"the server can't be told of launches ({error.strerror}).")

    def say_once(self, text: str) -> None:
        """Say a line, the first time only."""
        if text not in self._said:
            self._said.add(text)
            say(f"Cost Tags: {text}")

    def failed(self, error: BaseException) -> None:
        """Log a fault of our own once; the user's call goes on."""
        kind = type(error).__name__
        if kind not in self._said:
            self._said.add(kind)
            _log.warning("The launch guard failed (%s); calls go out as they are.", kind)
            _log.debug("The launch guard failed", exc_info=error)


def _steps(operation: str, params: Mapping[str, Any], rules: Rules) -> list[Step]:
    if operation not in _PIPELINES or not rules.judges:
        return []
    from .pipelines import steps_lacking  # noqa: PLC0415  (as above)

    return steps_lacking(params.get("PipelineDefinition"), rules.required)
