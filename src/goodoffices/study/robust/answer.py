"""The robust packages of a case: what `robust` answers; and a package as people read it, for whoever tells of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goodoffices.engines.spread import Spread
from goodoffices.kit.answer import Studied

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True)
class PackageText:
    """A package: one option per issue, with what it gives each signer."""

    options: Mapping[str, str]
    """issue: option, in file order."""
    utilities: Mapping[str, Spread]
    """signer: utility u_i(x), points, over draws."""
    margins: Mapping[str, Spread]
    """signer: margin over fighting on a_i(x) under no levers; draws where x crosses a red line of i are left out."""
    red_line_share: Mapping[str, float]
    """signer: share of draws in which x crosses one of its red lines."""
    accepted_by: Mapping[str, float]
    """signer: share of draws in which it would sign x, under no levers."""
    contributions: Mapping[str, Mapping[str, float]]
    """signer: issue: mean points w_ij v_ij / 100 that the option of the issue gives."""


@dataclass(frozen=True)
class RobustPackage:
    """The text that all signers would accept in the largest share of draws, and the runners-up."""

    package: PackageText
    share: float
    se: float
    proven: bool
    """Whether no package can be better than those listed, the text and the runners-up."""
    bound: float
    """No package that is not listed is acceptable to all in a larger share of draws than this."""
    runners_up: tuple[tuple[Mapping[str, str], float], ...]
    """(options, share), best first."""
    improvements: tuple[tuple[str, str, str, float], ...]
    """(issue, from option, to option, change of the share) of every single-issue change that the rules allow, best first;
    none above 0."""


@dataclass(frozen=True)
class RobustText:
    """A package and how often it would be signed."""

    options: Mapping[str, str]
    """issue: option, in file order."""
    share: float
    """Share of draws in which all signers accept it."""
    se: float
    """Monte Carlo standard error of the share, that of independent draws."""
    accepted_by: Mapping[str, float]
    """signer: share of draws in which it accepts."""


@dataclass(frozen=True)
class RobustChange:
    """One issue of the text settled otherwise."""

    issue: str
    before: str
    after: str
    share: float
    """Share of draws in which all accept the text so amended."""
    gain: float
    """That less the share of the text."""
    accepted_by: Mapping[str, float]


@dataclass(frozen=True)
class RedLineInTheWay:
    """A red line that the text crosses where it is red."""

    line: str
    """Id of the line."""
    signer: str
    crossed: float
    """Share of draws in which it is red."""
    lifted: float
    """Share of draws in which the text is refused but would be accepted without this line."""


@dataclass(frozen=True)
class RobustView:
    """One perspective's answer."""

    name: str
    title: str
    packages: tuple[RobustText, ...]
    """Most accepted first; of equals the one with the smaller code."""
    proven: bool
    """Whether no package can be better than those listed."""
    bound: float
    """No package that is not listed is accepted by all in a larger share of draws than this."""
    text: RobustText
    """The text that the rest is about: the best package, or the one asked about."""
    changes: tuple[RobustChange, ...]
    """Every change of one issue of the text that the rules allow, best first."""
    blocking_issues: tuple[tuple[str, float], ...]
    """(issue, share of draws in which the text is refused but would be accepted with another option on this issue alone),
    most first."""
    red_lines: tuple[RedLineInTheWay, ...]
    """Red lines that the text crosses, the one whose lifting wins most draws first."""


@dataclass(frozen=True)
class RobustAnswer(Studied):
    """The robust packages of a case, by perspective."""

    perspectives: Mapping[str, RobustView]

    def table(self) -> polars.DataFrame:
        """A row per package: perspective, rank, share, se, proven, acceptance of each signer, option of each issue."""
        import polars

        return polars.DataFrame([
            {
                "perspective": view.name,
                "rank": rank,
                "share": text.share,
                "se": text.se,
                "proven": view.proven,
                **{f"accepted_by.{signer}": share for signer, share in text.accepted_by.items()},
                **{f"issue.{issue}": option for issue, option in text.options.items()},
            }
            for view in self.perspectives.values()
            for rank, text in enumerate(view.packages, 1)
        ])  # fmt: skip
