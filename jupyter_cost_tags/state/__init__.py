"""What outlives a process: the folder of one person's state, its cache, the request meter."""

from .cache import Cache, Cached
from .clock import fixed_clock, now
from .home import current_dir, mark_current, state_dir
from .meter import Meter

__all__ = [
    "Cache",
    "Cached",
    "Meter",
    "current_dir",
    "fixed_clock",
    "mark_current",
    "now",
    "state_dir",
]
