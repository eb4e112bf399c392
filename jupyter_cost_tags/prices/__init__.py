"""List prices: what an instance costs per hour, and the most that a launch can cost."""

from .rates import Rates, rates

__all__ = ["Rates", "rates"]
