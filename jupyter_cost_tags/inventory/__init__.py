"""Find resources and hold them against the policy."""

from .kind import Kind
from .kinds import KINDS, kind_named, kind_of_arn
from .scan import scan

__all__ = ["KINDS", "Kind", "kind_named", "kind_of_arn", "scan"]
