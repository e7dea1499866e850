"""A few seeded schedules through the real local Snowflake; `scripts/simulate --end-to-end` plays any number of them."""

from collections import Counter

import pytest
from schedules import figures
from schedules.house import house
from schedules.plan import ACTIONS, plan
from schedules.play import Played, play

# A lost token answer during a run; and then the process is killed when it has the next tokens and is about to store them.
SEEDS = {"immediate": (22,)}


@pytest.mark.parametrize("visibility", sorted(SEEDS))
def test_after_any_schedule_tables_cursors_statuses_charges_and_tokens_are_right(visibility: str, tmp_path) -> None:
    with house(tmp_path, visibility) as played_in:
        for seed in SEEDS[visibility]:
            played = play(played_in, seed, killed_at_store="before")
            again = f"scripts/simulate --end-to-end --seeds 1 --from {seed} --secret-visibility {visibility}"
            assert played.violations == [], again
            assert played.happened["kill before store"] == 1 and played.happened["new sign-in"] >= 1


def test_a_seed_always_means_the_same_and_hundred_of_them_do_everything() -> None:
    assert plan(17, [1, 2]) == plan(17, [1, 2])
    done = {action for seed in range(1, 101) for action in plan(seed, [1, 2]).actions}
    assert done == set(ACTIONS)


def test_figures_are_kept_over_several_calls_and_each_schedule_counts_once(tmp_path) -> None:
    results, page = tmp_path / "deep" / "results.jsonl", tmp_path / "page.md"
    happened = Counter({"failure 7": 2, "kill host": 1, "run PARTIAL": 1, "test": 1})
    figures.keep(results, "immediate", Played(1, ["wrong"], Counter({"failure 7": 9}), 50.0))
    figures.keep(results, "immediate", Played(1, [], happened, 70.0))
    figures.keep(results, "next_call", Played(1, [], happened, 50.0))
    page.write_text(f"before\n{figures.BEGIN}old\n{figures.END}after\n")
    figures.write(page, figures.kept(results))
    text = page.read_text()
    assert text.startswith("before\n") and text.endswith("after\n") and "old" not in text
    assert (
        "2 schedules (1 with a secret that is seen at once and 1 with a secret that is seen by the next call), 0 violations, 2 minutes."
        in text
    )
    for part in ("by number**: 7 4.", "killed**: kill host 2.", "happened**: test 2.", "ended**: PARTIAL 2."):
        assert part in text
    with pytest.raises(ValueError, match="no place"):
        figures.write(results, [])
