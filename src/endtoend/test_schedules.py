"""A few seeded schedules through the real local Snowflake; `scripts/simulate --end-to-end` plays any number of them."""

import pytest
from schedules.house import house
from schedules.plan import ACTIONS, plan
from schedules.play import play

# A lost token answer during a run.
SEEDS = {"immediate": (22,)}


@pytest.mark.parametrize("visibility", sorted(SEEDS))
def test_after_any_schedule_tables_cursors_statuses_charges_and_tokens_are_right(visibility: str, tmp_path) -> None:
    with house(tmp_path, visibility) as played_in:
        for seed in SEEDS[visibility]:
            played = play(played_in, seed)
            again = f"scripts/simulate --end-to-end --seeds 1 --from {seed} --secret-visibility {visibility}"
            assert played.violations == [], again


def test_a_seed_always_means_the_same_and_hundred_of_them_do_everything() -> None:
    assert plan(17, [1, 2]) == plan(17, [1, 2])
    done = {action for seed in range(1, 101) for action in plan(seed, [1, 2]).actions}
    assert done == set(ACTIONS)
