"""scripts/test counts from reports: what it says must be what the runners wrote."""

import threading
from pathlib import Path

import pytest
from project.testing import Lanes, Step, _close, _count

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


def test_two_steps_go_side_by_side_those_in_need_later_and_a_broad_one_alone() -> None:
    both = threading.Barrier(2, timeout=30)
    going: set[str] = set()
    ended: list[str] = []

    def run(step: Step) -> None:
        going.add(step.name)
        assert going == {step.name} or not step.broad
        if step.name in ("a", "b"):
            both.wait()
        assert set(step.needs) <= set(ended)
        step.passed = 1
        going.remove(step.name)
        ended.append(step.name)

    steps = [
        Step("whole", [], [], needs=("a", "b"), broad=True),
        Step("after a", [], [], needs=("a",)),
        Step("a", [], []),
        Step("b", [], []),
    ]
    Lanes(steps, run).run()
    assert [step.passed for step in steps] == [1, 1, 1, 1]
    assert set(ended[:2]) == {"a", "b"}


def test_a_step_that_breaks_off_stops_no_other() -> None:
    def run(step: Step) -> None:
        if step.name == "a":
            raise OSError("no such command")
        step.passed = 1

    steps = [Step("a", [], []), Step("b", [], [], needs=("a",)), Step("c", [], [])]
    Lanes(steps, run).run()
    assert [(step.passed, step.failed) for step in steps] == [(0, 1), (1, 0), (1, 0)]
    assert steps[0].remark == "no such command"
