"""Month-to-date spend: what to ask Cost Explorer, what the answer means, what it cost."""

from .ask import month_to_date
from .owner import Owner

__all__ = ["Owner", "month_to_date"]
