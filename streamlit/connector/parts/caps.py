"""How much of its monthly cap a connection has used."""

from __future__ import annotations

from decimal import Decimal

from connector.calls import Row

# From here on the pages warn, as the app does with an event.
WARN_AT = 0.8


def share_of_cap(spending: Row) -> float:
    """The part of the cap that is used, 0 where there is no cap; a cap of nothing is used up."""
    cap = spending["MONTHLY_CAP_USD"]
    if cap is None:
        return 0.0
    return float(Decimal(spending["CHARGED_USD"]) / Decimal(cap)) if cap else 1.0
