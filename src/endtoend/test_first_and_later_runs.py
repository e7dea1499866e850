"""The main story: everything is loaded, then what changed, then nothing; after each run the tables equal Exact Online."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from support.exact import Exact, exact_online
from support.installation import Finished, Installation
from support.truth import TARGET, differences, endpoints

ROWS = 400


@dataclass
class Story:
    exact: Exact
    installation: Installation
    finished: list[Finished] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)

    def run(self) -> None:
        self.exact.delete("counters")
        self.finished.append(self.installation.run(self.exact).expect(0))
        self.calls.append(self.exact.calls())
        self.runs.append(self.installation.last_run())


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("story")
    with exact_online(folder / "exact", divisions=3, rows=ROWS) as exact:
        installation = Installation(folder / "data")
        yield Story(exact, installation)
        installation.stop()


def test_the_first_run_loads_58_endpoints_and_says_so(story: Story) -> None:
    story.run()
    lines = {line.split()[0]: line.split()[1] for line in story.finished[0].output.splitlines() if re.match(r" *[a-z_]+ +[\d,]+ +\S", line)}
    assert set(lines) == {each["id"] for each in endpoints()}
    assert len(lines) == 58
    for each in endpoints():
        count = story.installation.query(f"SELECT COUNT(*) AS N FROM {TARGET}.{each['table']}")[0]["N"]
        assert int(lines[each["id"]].replace(",", "")) == count, each["id"]
    assert story.runs[0]["STATUS"] == "SUCCEEDED"


def test_after_it_every_table_equals_exact_online(story: Story) -> None:
    assert differences(story.installation, story.exact, story.exact.divisions()) == []


def test_the_charge_is_the_base_and_the_rows(story: Story) -> None:
    written = story.runs[0]["ROWS_INSERTED"] + story.runs[0]["ROWS_UPDATED"]
    assert story.runs[0]["CHARGE_USD"] == Decimal("0.10") + Decimal(written * 5 // 10_000) / 100


def test_a_second_run_fetches_what_changed_and_equals_exact_online_again(story: Story) -> None:
    story.installation.call("update_configuration", "accounting", {"reconcile": "every_run"})
    changed = story.exact.post("changes", seed=7, updates=4, inserts=3, deletions=2, recreated=1)
    assert all(len(by_endpoint) == 57 for by_endpoint in changed.values())
    story.run()
    assert story.runs[1]["STATUS"] == "SUCCEEDED"
    assert differences(story.installation, story.exact, story.exact.divisions()) == []


def test_where_a_cursor_exists_only_changes_were_fetched(story: Story) -> None:
    steps = story.installation.query(
        f"SELECT ENDPOINT, SUM(ROWS_FETCHED) AS N FROM core.run_steps WHERE RUN_ID = '{story.runs[1]['RUN_ID']}'"
        " AND STRATEGY = 'row version' GROUP BY ENDPOINT"
    )
    assert len(steps) > 40
    # Per division: 4 updates, 3 inserts, 1 re-created; header and lines of one document change together.
    for step in steps:
        # The log of deletions has a row for each of the deletions above.
        if step["ENDPOINT"] == "deleted":
            continue
        assert step["N"] <= 3 * 8 * 12, step["ENDPOINT"]
    transactions = next(step for step in steps if step["ENDPOINT"] == "financial_transaction_lines")
    assert 0 < transactions["N"] < 3 * ROWS / 2


def test_a_third_run_writes_nothing_and_costs_ten_cents(story: Story) -> None:
    story.installation.call("update_configuration", "accounting", {"reconcile": "daily"})
    story.run()
    run = story.runs[2]
    assert run["STATUS"] == "SUCCEEDED"
    assert [run[name] for name in ("ROWS_INSERTED", "ROWS_UPDATED", "ROWS_DELETED")] == [0, 0, 0]
    assert run["CHARGE_USD"] == Decimal("0.10")
    charge = story.installation.query(f"SELECT * FROM core.charges WHERE RUN_ID = '{run['RUN_ID']}'")[0]
    assert (charge["ROWS_CHARGED"], charge["ROWS_USD"]) == (0, 0)


def test_its_calls_are_one_for_each_endpoint_and_division_and_the_shared_ones(story: Story) -> None:
    allowed = 0
    for division in story.exact.divisions():
        counts = story.exact.get(f"counts?division={division}")[str(division)]
        for each in endpoints():
            pages = 1 if each["cursor"] or not each["pageSize"] else math.ceil(counts[each["id"]] / each["pageSize"]) + 1
            allowed += max(1, pages) * len(each["uris"] if each["iterate"] else [1])
    shared = 3 * len(story.exact.divisions()) + 5
    assert story.calls[2] <= allowed + shared
    assert story.runs[2]["API_CALLS"] <= story.calls[2]


def test_nothing_is_there_twice(story: Story) -> None:
    for each in endpoints():
        key = ", ".join(f'"{name.upper()}"' for name in each["mergeKey"])
        twice = story.installation.query(f"SELECT {key} FROM {TARGET}.{each['table']} GROUP BY _DIVISION, {key} HAVING COUNT(*) > 1")
        assert twice == [], each["id"]
