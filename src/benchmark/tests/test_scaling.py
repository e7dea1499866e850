"""Curves of scaling: the fit, and how they are kept."""

import json
from pathlib import Path

import pytest
from benchmark.scaling import Curve, exponent, write


def test_the_exponent_is_the_power_of_x() -> None:
    assert exponent([1, 10, 100], [3, 300, 30_000]) == pytest.approx(2)
    assert exponent([1, 10, 100], [7, 7, 7]) == pytest.approx(0)


def test_nothing_at_zero_has_no_place_in_a_fit() -> None:
    assert exponent([0, 1, 10], [5, 2, 20]) == pytest.approx(1)
    with pytest.raises(ValueError):
        exponent([0, 1], [5, 2])


def test_a_newer_curve_takes_the_place_of_its_name_and_leaves_the_others(tmp_path: Path) -> None:
    file = tmp_path / "scaling.json"
    write([_curve("rows", 1.0), _curve("divisions", 2.0)], file)
    write([_curve("rows", 3.0)], file)
    curves = {each["name"]: each["series"]["engine"] for each in json.loads(file.read_text())["curves"]}
    assert curves == {"divisions": [2.0, 4.0], "rows": [3.0, 6.0]}


def _curve(name: str, first: float) -> Curve:
    curve = Curve(name, "title", "x", "y")
    curve.add(1, engine=first)
    curve.add(2, engine=2 * first)
    return curve
