"""The text that plans table and the brief prints is the best of all packages, or says that this is not proven."""

from __future__ import annotations

import numpy as np
import pytest
from tests.asking import asked, view_of
from tests.study.random_cases import raw_case

from goodoffices.brief.overview import overviews
from goodoffices.case.reading import load
from goodoffices.case.schema import Case
from goodoffices.engines.frontier.every_package import sweep
from goodoffices.play import robust_text as module
from goodoffices.play.ground import Ground
from goodoffices.play.robust_text import RUNNERS_UP, robust_text
from goodoffices.study.robust.package import robust_package
from goodoffices.study.robust.question import robust

DRAWS = 256


def grounded(case: Case) -> Ground:
    return view_of(case, next(iter(case.perspectives), "baseline"), draws=DRAWS).ground


@pytest.mark.parametrize("most", [1 << 30, 0])
@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_looking_at_all_packages_finds(monkeypatch: pytest.MonkeyPatch, seed: int, most: int) -> None:
    monkeypatch.setattr(module, "SWEPT", most)  # 0: all are searched
    base = grounded(Case.model_validate(raw_case(seed, signers=2 + seed % 2)))
    reservation = base.belief.reservation(0)
    found, swept = robust_text(base, reservation), sweep(base.shape.space, base.wishes, reservation)
    assert found.exact
    ranks = np.argsort(-swept.joint, kind="stable")[: RUNNERS_UP + 1]
    assert base.shape.space.codes_of(found.choices)[:, 0].tolist() == ranks.tolist()
    assert found.joint.tolist() == swept.joint[ranks].tolist()
    text = robust_package(base)
    assert text.proven and text.share == found.joint[0] / DRAWS and text.bound == found.joint[-1] / DRAWS
    assert all(change <= 0.0 for *_, change in text.improvements)
    runners = [share for _, share in text.runners_up]
    assert runners == sorted(runners, reverse=True) and all(share <= text.share for share in runners)


@pytest.mark.parametrize("seed", range(3))
def test_without_proof_it_is_amended_and_bounded(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    base = grounded(Case.model_validate(raw_case(seed, signers=2)))
    reservation = base.belief.reservation(0)
    best = sweep(base.shape.space, base.wishes, reservation)
    proven = robust_text(grounded(Case.model_validate(raw_case(seed, signers=2))), reservation)
    monkeypatch.setattr(module, "WORK", 0)
    monkeypatch.setattr(module, "SWEPT", 0)
    found = robust_text(base, reservation)
    assert found.joint[0] <= best.joint.max() == proven.joint[0]
    left = np.delete(best.joint, base.shape.space.codes_of(found.choices)[:, 0])
    assert left.max(initial=0) <= found.bound
    assert found.exact is bool(found.bound <= found.joint[-1])
    assert all(change <= 0.0 for *_, change in robust_package(base).improvements)


def test_a_study_and_the_verb_say_the_same() -> None:
    case = load("fence")
    studied = asked(overviews, case, draws=DRAWS).perspectives
    for name, view in asked(robust, case, draws=DRAWS).perspectives.items():
        text = studied[name].robust
        assert (text.package.options, text.share, text.proven) == (view.text.options, view.text.share, view.proven)
        others = [(dict(t.options), t.share) for t in view.packages[1:]]
        assert [(dict(options), share) for options, share in text.runners_up] == others
        changes = [(c.issue, c.before, c.after, c.gain) for c in view.changes]
        assert [tuple(change) for change in text.improvements] == changes
