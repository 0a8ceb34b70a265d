"""Laws that a study obeys whatever the case: symmetry, scale, monotonicity, identity, and the odd shapes of cases."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.asking import asked
from tests.study.random_cases import raw_case

from goodoffices.brief.export import to_json as brief_json
from goodoffices.brief.overview import Overview, overviews
from goodoffices.case.schema import Case

DRAWS = 256


def study(raw: dict[str, Any], perspective: str = "baseline", **options: Any) -> Overview:
    case = Case.model_validate(raw)
    return asked(overviews, case, draws=DRAWS, perspectives=[perspective], **options).perspectives[perspective]


def fixed(raw: Any) -> Any:
    """The case with every range replaced by its middle and every red line sure or gone: nothing left to draw."""
    if isinstance(raw, dict):
        if set(raw) == {"uniform"}:
            return round(sum(raw["uniform"]) / 2, 3)
        return {key: round(value) if key == "probability" else fixed(value) for key, value in raw.items()}
    return [fixed(value) for value in raw] if isinstance(raw, list) else raw


@given(seed=st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_swapping_two_parties_mirrors_every_result(seed: int) -> None:
    raw = fixed(raw_case(seed, signers=2))
    swapped = copy.deepcopy(raw)
    swapped["parties"] = {p: raw["parties"][p] for p in ["s1", "s0", *[h for h in raw["parties"] if h[0] == "h"]]}
    one, two = study(raw), study(swapped)
    assert two.zone.exists == pytest.approx(one.zone.exists)
    assert two.zone.margin.mean == pytest.approx(one.zone.margin.mean, nan_ok=True)
    for name, plan in one.plans.items():
        assert two.plans[name].found == pytest.approx(plan.found), name
        assert two.plans[name].success == pytest.approx(plan.success), name
    assert two.robust.share == pytest.approx(one.robust.share)
    for signer, path in one.war.items():
        assert np.array_equal(two.war[signer].mean, path.mean)


@given(seed=st.integers(0, 10_000), kind=st.sampled_from(["carrot", "stick", "guarantee", "inform"]))
@settings(max_examples=20, deadline=None)
def test_a_stronger_lever_never_lowers_its_margin(seed: int, kind: str) -> None:
    raw = raw_case(seed, signers=2, third_parties=2)
    raw["levers"] = {
        "x": {"holder": "h0", "target": "s0", "kind": kind, "strength": 0.2 if kind == "inform" else 3.0, "cost": 0}
    }
    raw["plans"] = {"p": {"name": "P", "levers": ["x"]}}
    stronger = copy.deepcopy(raw)
    stronger["levers"]["x"]["strength"] = 0.6 if kind == "inform" else 9.0
    weak, strong = study(raw).plans["p"], study(stronger).plans["p"]
    assert strong.funnel.exists >= weak.funnel.exists
    if kind == "guarantee":
        assert strong.found == weak.found
        for before, after in zip(weak.holding, strong.holding, strict=True):
            assert after.share >= before.share - 1e-12
            if after.margin.mean == after.margin.mean:
                assert after.margin.mean >= before.margin.mean - 1e-9


@given(seed=st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_a_further_red_line_never_raises_existence(seed: int) -> None:
    raw = raw_case(seed, signers=2, third_parties=0)
    more = copy.deepcopy(raw)
    issue = next(iter(raw["issues"]))
    lines = more["preferences"]["s1"].setdefault("red_lines", {})
    lines["extra"] = {"when": {issue: next(iter(raw["issues"][issue]["options"]))}, "probability": 1.0}
    assert study(more).zone.exists <= study(raw).zone.exists


@given(seed=st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_scaling_one_partys_points_changes_nothing_that_compares(seed: int) -> None:
    """Weights are renormalised, so the scale in which a case states them cannot matter."""
    raw = fixed(raw_case(seed, signers=2, third_parties=1))
    scaled = copy.deepcopy(raw)
    scaled["preferences"]["s0"]["weights"] = {j: 7 * w for j, w in raw["preferences"]["s0"]["weights"].items()}
    one, two = study(raw), study(scaled)
    assert two.zone.exists == one.zone.exists
    assert {n: p.success for n, p in two.plans.items()} == pytest.approx({n: p.success for n, p in one.plans.items()})


def test_more_candour_never_lowers_what_is_found() -> None:
    raw = raw_case(5, signers=2, third_parties=1)
    raw["levers"], raw["plans"] = {}, {"p": {"name": "P", "mediators": ["h0"]}}
    found = []
    for share in (0.0, 0.3, 0.7, 1.0):
        raw["candour"] = {"h0": {"s0": share, "s1": share}}
        result = study(raw).plans["p"]
        found.append(result.found)
        if share == 0:
            assert result.found == result.direct
    assert found == sorted(found)


def test_an_identical_perspective_gives_identical_results() -> None:
    case = Case.model_validate(raw_case(21, signers=2, third_parties=2))
    shape = brief_json(asked(overviews, case, draws=DRAWS))["perspectives"]
    base, same = shape["baseline"], shape["same"]
    for key in base:
        if key not in ("name", "title", "pool"):
            assert base[key] == same[key], key


def test_results_do_not_depend_on_workers_or_company() -> None:
    case = Case.model_validate(raw_case(22, signers=2, third_parties=2))
    one, two = (brief_json(asked(overviews, case, draws=DRAWS, workers=w)) for w in (1, 2))
    assert one == two
    alone = brief_json(asked(overviews, case, draws=DRAWS, perspectives=["same"]))["perspectives"]["same"]
    together = one["perspectives"]["same"]
    assert {k: v for k, v in alone.items() if k != "pool"} == {k: v for k, v in together.items() if k != "pool"}


def test_draws_are_a_prefix_of_more_draws() -> None:
    raw = raw_case(23, signers=2, third_parties=0)
    case = Case.model_validate(raw)
    few, many = (asked(overviews, case, draws=d).perspectives["baseline"] for d in (128, 256))
    assert few.zone.exists == pytest.approx(many.zone.exists, abs=0.15)


@pytest.mark.parametrize("signers", [1, 3, 9])
def test_any_number_of_signers(signers: int) -> None:
    raw = raw_case(31, signers=signers, third_parties=1)
    result = study(raw)
    assert 0 <= result.zone.exists <= 1
    assert (result.needs is None) == (signers == 1)
    for plan in result.plans.values():
        assert 0 <= plan.success <= 1


def test_one_issue_one_option_no_third_party() -> None:
    raw = raw_case(32, signers=2, third_parties=0)
    raw["issues"] = {"only": {"name": "Only", "options": {"this": "This"}}}
    raw["rules"] = []
    for side in ("s0", "s1"):
        raw["preferences"][side] = {"weights": {"only": 1}, "values": {"only": {"this": 100}}}
    for part in ("shifts", "breaches", "safeguards"):
        for item in raw["holding"][part].values():
            item["when"] = {}
    result = study(raw)
    assert result.pool.packages == 1
    assert result.zone.exists == 1.0
    assert result.robust.package.options == {"only": "this"}


def test_a_war_with_nothing_to_sign() -> None:
    raw = raw_case(33, signers=2, third_parties=1)
    issue = next(iter(raw["issues"]))
    raw["preferences"]["s0"]["red_lines"] = {
        f"r{o}": {"when": {issue: o}, "probability": 1.0} for o in raw["issues"][issue]["options"]
    }
    result = study(raw)
    assert result.zone.exists == 0
    assert all(plan.success == 0 for plan in result.plans.values())


def test_draws_out_of_bounds_are_refused() -> None:
    case = Case.model_validate(raw_case(34))
    with pytest.raises(ValueError, match="draws must lie between"):
        asked(overviews, case, draws=3)
    with pytest.raises(ValueError, match="no perspective is called 'basline'"):
        asked(overviews, case, draws=64, perspectives=["basline"])


def test_a_signer_with_only_red_lines_wants_what_the_party_it_is_within_wants() -> None:
    raw = raw_case(3, signers=2)
    raw["preferences"]["s0"].pop("red_lines", None)
    option = {issue: next(iter(entry["options"])) for issue, entry in raw["issues"].items()}
    issue = next(iter(option))
    inner = copy.deepcopy(raw)
    inner["parties"]["staff"] = {"name": "Staff", "role": "signer", "within": "s0"}
    bare = study(inner)
    inner["preferences"]["staff"] = {
        "red_lines": {"never": {"when": {issue: option[issue]}, "probability": 1.0}},
    }
    strict = study(inner)
    text = strict.robust.package
    assert text.options[issue] != option[issue]
    # apart from the line, the staff wants exactly what the party around it wants, not nothing
    assert text.utilities["staff"].mean == pytest.approx(text.utilities["s0"].mean)
    assert bare.robust.package.utilities["staff"].mean > 0
