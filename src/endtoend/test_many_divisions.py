"""A hundred administrations: one that is refused stops no other, and nobody is told that all is well."""

from pathlib import Path

from support.exact import exact_online
from support.installation import Installation


def test_one_refused_division_leaves_the_run_partial_and_the_others_complete(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    with exact_online(tmp_path / "exact", divisions=100, rows=2) as exact:
        refused = exact.divisions()[41]
        exact.post("faults", failure=16, division=refused, reason="NoDivisionAccess", times=1_000_000)
        try:
            finished = installation.run(exact).expect(1)
            run = installation.last_run()
            steps = installation.query(f"SELECT DIVISION, STATUS, REASON, ERROR_CODE FROM core.run_steps WHERE RUN_ID = '{run['RUN_ID']}'")
        finally:
            installation.stop()
    assert run["STATUS"] == "PARTIAL"
    assert "EO-2008" in finished.output and str(refused) in finished.output
    failed = [step for step in steps if int(step["DIVISION"]) == refused]
    assert failed and all(step["STATUS"] == "FAILED" and step["ERROR_CODE"] == "EO-2008" for step in failed)
    assert all("NoDivisionAccess" in (step["REASON"] or "") for step in failed)
    others = [step for step in steps if int(step["DIVISION"]) != refused]
    assert len(others) == 99 * 58
    assert {step["STATUS"] for step in others} == {"SUCCEEDED"}
