"""Memory does not grow with a chain: a million rows pass through a procedure with a heap of 512 MB (the server's default)."""

from pathlib import Path

import pytest
from support.exact import exact_online
from support.installation import Installation
from support.truth import TARGET

MILLION = 1_000_000


@pytest.mark.slow
def test_a_million_transaction_lines_of_one_division(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    with exact_online(tmp_path / "exact", divisions=1, rows=MILLION) as exact:
        try:
            installation.prepare(exact, "lines", endpoints=["financial_transaction_lines"])
            outcome = installation.call("run", "lines", {"mode": "incremental"})
            assert outcome.payload["status"] == "SUCCEEDED", outcome
            counted = installation.query(f"SELECT COUNT(*) AS N, SUM(AMOUNTDC) AS AMOUNT FROM {TARGET}.FINANCIAL_TRANSACTION_LINES")[0]
            counts = exact.get(f"counts?division={exact.divisions()[0]}")
        finally:
            installation.stop()
    assert counted["N"] == MILLION == next(iter(counts.values()))["financial_transaction_lines"]
