"""The scale of words for probabilities at its bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodoffices.kit.likelihood import ALWAYS, NEVER, SCALE, grade, likelihood, odds, scale_rows


@pytest.mark.parametrize(
    ("share", "word"),
    [
        (0.0, NEVER),
        (1e-9, "remote"),
        (0.0449, "remote"),
        (0.046, "very unlikely"),
        (0.05, "very unlikely"),
        (0.194, "very unlikely"),
        (0.196, "unlikely"),
        (0.2, "unlikely"),
        (0.45, "about as likely as not"),
        (0.5449, "about as likely as not"),
        (0.55, "likely"),
        (0.8, "very likely"),
        (0.95, "almost certain"),
        (1 - 1e-9, "almost certain"),
        (1.0, ALWAYS),
    ],
)
def test_each_bound_belongs_to_the_word_above_it(share: float, word: str) -> None:
    assert grade(share) == word


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "no draw"),
        (0.0001, "under 1 in 1000"),
        (0.02, "about 1 in 50"),
        (0.1, "about 1 in 10"),
        (0.149, "about 1 in 7"),
        (0.15, "about 15 in 100"),
        (0.17, "about 17 in 100"),
        (0.196, "about 2 in 10"),
        (0.76, "about 76 in 100"),
        (0.7, "about 7 in 10"),
        (0.95, "about 95 in 100"),
        (0.98, "all but about 1 in 50"),
        (1.0, "every draw"),
    ],
)
def test_odds(share: float, said: str) -> None:
    assert odds(share) == said


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_never_gets_a_smaller_word(a: float, b: float) -> None:
    order = [NEVER, *(g.word for g in SCALE), ALWAYS]
    low, high = sorted((a, b))
    assert order.index(grade(low)) <= order.index(grade(high))
    assert likelihood(a).startswith(grade(a))


@given(st.floats(0.001, 0.999))
def test_word_and_numbers_beside_it_agree(share: float) -> None:
    """The per cent printed, and the odds, have the word that stands beside them."""
    from goodoffices.kit.numbers import percent

    if (printed := percent(share)).rstrip("%").isdigit():
        assert grade(int(printed[:-1]) / 100) == grade(share)
    count, of = map(int, odds(share).replace("all but ", "").removeprefix("about ").split(" in "))
    meant = 1 - count / of if odds(share).startswith("all but") else count / of
    assert grade(meant) == grade(share)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_what_is_no_share_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        grade(share)
    with pytest.raises(ValueError, match="between 0 and 1"):
        odds(share)


def test_the_printed_scale_covers_all_shares() -> None:
    rows = scale_rows()
    assert [w for w, _ in rows] == [NEVER, *(g.word for g in SCALE), ALWAYS]
    assert ("likely", "55% to under 80%") in rows
