"""What a blocked launch raises. Not a botocore error: SDKs catch those and go on."""

from __future__ import annotations


class TagPolicyError(RuntimeError):
    """The policy's mode is block, and the call lacks what it requires; nothing was sent."""

    def __init__(self, lines: list[str]) -> None:
        """Take the message, a sentence a line."""
        super().__init__("\n".join(lines))
        self.lines = lines

    def _render_traceback_(self) -> list[str]:
        """Show the message alone in a cell: the way through botocore helps nobody."""
        first, *rest = self.lines
        return [f"{type(self).__name__}: {first}", *rest]


class LaunchAboveLimit(TagPolicyError):
    """The launch may cost more than the policy allows without a second look."""
