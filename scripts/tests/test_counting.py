"""scripts/test counts from reports: what it says must be what the runners wrote."""

from pathlib import Path

import pytest
from project.testing import Step, _close, _count

REPORT = """<testsuites><testsuite>
  <testcase classname="A" name="passes"/>
  <testcase classname="A" name="fails"><failure message="no"/></testcase>
  <testcase classname="A" name="breaks"><error message="no"/></testcase>
  <testcase classname="A" name="waits"><skipped/></testcase>
</testsuite></testsuites>"""


def test_failures_and_errors_both_count_as_failed(tmp_path: Path) -> None:
    file = tmp_path / "report.xml"
    file.write_text(REPORT)
    step = Step("any", [], [])
    _count(step, file)
    assert (step.passed, step.failed, step.skipped) == (1, 2, 1)
    assert step.failures == ["A fails", "A breaks"]


def test_the_closing_line_sums_all_steps_and_any_failure_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert _close([Step("a", [], [], passed=3), Step("b", [], [], passed=1, failed=1)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "4 passed, 1 failed"


def test_nothing_run_is_not_a_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert _close([Step("a", [], [])]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 0 failed"


def test_all_passed_ends_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert _close([Step("a", [], [], passed=2)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "2 passed, 0 failed"
