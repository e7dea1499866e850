"""What a seed means: which endpoints, which changes and faults, and what is done to a run while it goes on."""

import random
from dataclasses import dataclass
from typing import Any

# One of each way of loading and of learning deletions.
ENDPOINTS = (
    "crm_accounts", "crm_contacts", "crm_opportunities", "financial_gl_accounts", "financial_transaction_lines",
    "financial_reporting_balance", "financial_aging_overview", "hrm_cost_centers", "logistics_items", "logistics_sales_item_prices",
    "sales_invoice_sales_invoices", "sales_order_sales_order_lines", "inventory_stock_positions", "payroll_bank_accounts", "deleted",
)  # fmt: skip
# Failures by their number in the simulator, with what else they need.
FAULTS: tuple[dict[str, Any], ...] = (
    {"failure": 1}, {"failure": 1, "rotates": True}, {"failure": 2}, {"failure": 4, "permanent": True},
    {"failure": 5, "variant": "empty"}, {"failure": 5, "variant": "reset"}, {"failure": 5, "variant": "truncated", "rotates": True},
    {"failure": 6}, {"failure": 7}, {"failure": 7, "phase": "next"}, {"failure": 11}, {"failure": 12}, {"failure": 12, "status": 503},
    {"failure": 12, "status": 599}, {"failure": 12, "path": "/api/oauth2/token"}, {"failure": 13}, {"failure": 13, "status": 302},
    {"failure": 14}, {"failure": 18, "variant": "array"}, {"failure": 18, "variant": "results"}, {"failure": 19}, {"failure": 20},
    {"failure": 21}, {"failure": 23, "variant": "extra"}, {"failure": 23, "variant": "missing"}, {"failure": 24, "variant": "halved"},
    {"failure": 24, "variant": "cut"}, {"failure": 24, "variant": "reset"}, {"failure": 101}, {"failure": 102}, {"failure": 103},
    {"failure": 104}, {"failure": 105, "delay_ms": 1500},
)  # fmt: skip
TOKEN_FAULTS = (1, 2, 4, 5, 6)
PERMISSIONS = ("right", "scope", "module", "offer")
ACTIONS = ("kill host", "kill server", "cancel", "change", "expire", "second run", "test", "keep alive", "sign in", "upgrade", "clock")


@dataclass(frozen=True)
class Round:
    """One run and what happens to it. `actions` are (API calls made by then, what is done)."""

    changes: int | None
    faults: tuple[dict[str, Any], ...]
    refused: tuple[str, str] | None
    blocked: bool
    actions: tuple[tuple[int, str], ...]
    mode: str


@dataclass(frozen=True)
class Plan:
    seed: int
    endpoints: tuple[str, ...]
    mark: bool
    limits: bool
    quiet_first: bool
    rounds: tuple[Round, ...]
    # The process is killed when it is about to store new tokens (before), or just has (after).
    killed_at_store: str | None

    @property
    def actions(self) -> set[str]:
        return {action for each in self.rounds for _, action in each.actions}

    @property
    def steady(self) -> bool:
        """No fault that costs calls beyond planning, so that limits can be held to the letter."""
        return not any(each.faults for each in self.rounds)


def plan(seed: int, divisions: list[int]) -> Plan:
    chance = random.Random(seed)
    endpoints = tuple(sorted(chance.sample(ENDPOINTS, chance.randint(4, 7)), key=ENDPOINTS.index))
    rounds = tuple(_round(chance, endpoints, divisions) for _ in range(chance.randint(1, 2)))
    store = random.Random(f"store {seed}").choice(("before", "after", None, None, None, None))
    return Plan(seed, endpoints, chance.random() < 0.15, chance.random() < 0.3, chance.random() < 0.6, rounds, store)


def _round(chance: random.Random, endpoints: tuple[str, ...], divisions: list[int]) -> Round:
    faults = tuple(_fault(chance, endpoints, divisions) for _ in range(chance.choice((0, 1, 1, 2, 3))))
    actions = sorted((chance.randint(1, 18), chance.choice(ACTIONS)) for _ in range(chance.choice((0, 1, 1, 2))))
    refused = (chance.choice(PERMISSIONS), chance.choice(endpoints)) if chance.random() < 0.2 else None
    return Round(
        chance.randrange(1_000_000) if chance.random() < 0.8 else None, faults, refused, chance.random() < 0.08, tuple(actions),
        "full_refresh" if chance.random() < 0.2 else "incremental",
    )  # fmt: skip


def _fault(chance: random.Random, endpoints: tuple[str, ...], divisions: list[int]) -> dict[str, Any]:
    # An increment asks once for each endpoint and division: what is ordered for a later call is seldom met.
    fault = {**chance.choice(FAULTS), "after": chance.choice((0, 0, 0, 1)), "times": chance.randint(1, 2)}
    if fault["failure"] in TOKEN_FAULTS or "path" in fault:
        return {**fault, "after": 0}
    if fault["failure"] in (20, 21):
        fault["after"] = 0
    return {**fault, "endpoint": chance.choice(endpoints), "division": chance.choice(divisions)}
