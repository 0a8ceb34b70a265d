"""A number in a case: fixed or uncertain, with the ground it stands on.

A `Quantity` is written in YAML as a bare number or as a mapping with exactly one of the kinds below:

    12                                        fixed
    {pert: [6, 14, 25], claims: [only-china]} low, mode, high (beta-PERT: Malcolm et al. 1959; Vose 2008)
    {uniform: [3, 9]}                         low, high
    {normal: [10, 2], truncate: [5, 15]}      mean, standard deviation
    {lognormal: [10, 0.3], truncate: [0, 40]} median, standard deviation of the logarithm
    {beta: [2, 5]}                            shape parameters, on [0, 1]
    {choice: {3: 0.5, 8: 0.5}}                value: weight

`truncate` conditions any distribution on an interval.  `group` and `loading` tie quantities together through a
one-factor Gaussian copula: the correlation of the normal scores of two members is the product of their loadings.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

Basis = Literal["data", "claim", "judgement"]

MAGNITUDE = 1e4
"""Largest absolute value a number in a case may take, in points, months or shares.  A party's whole table is 100."""


@dataclass(frozen=True)
class Kind:
    """What the parameters of one kind of distribution are called and how many there are."""

    parameters: tuple[str, ...]
    meaning: str


KINDS: dict[str, Kind] = {
    "uniform": Kind(("low", "high"), "every value between low and high alike"),
    "pert": Kind(("low", "mode", "high"), "most likely the mode, never outside low and high"),
    "normal": Kind(("mean", "sd"), "the bell curve"),
    "lognormal": Kind(("median", "sigma"), "positive, skewed to the right; sigma is the sd of the logarithm"),
    "beta": Kind(("a", "b"), "a share between 0 and 1"),
}


def _number(value: object, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise PydanticCustomError("number", "{what} must be a number", {"what": what})
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise PydanticCustomError("finite", "{what} must be a finite number", {"what": what})
    if abs(number) > MAGNITUDE:
        raise PydanticCustomError(
            "magnitude",
            "{what} is too large: numbers lie between -10000 and 10000 (a party's whole table is 100 points)",
            {"what": what},
        )
    return number


_KINDS = ("value", *KINDS, "choice")


class Quantity(BaseModel):
    """A fixed or uncertain number with its basis; see the module docstring for the YAML forms."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: float | None = Field(None, description="A fixed number.")
    uniform: tuple[float, float] | None = Field(None, description="low, high")
    pert: tuple[float, float, float] | None = Field(None, description="low, mode, high")
    normal: tuple[float, float] | None = Field(None, description="mean, standard deviation")
    lognormal: tuple[float, float] | None = Field(None, description="median, sd of the logarithm")
    beta: tuple[float, float] | None = Field(None, description="the two shape parameters, on [0, 1]")
    choice: dict[float, float] | None = Field(None, description="value: weight")
    truncate: tuple[float, float] | None = Field(None, description="Keep only draws between these two.")
    group: str | None = Field(None, description="Correlation group: members move together.")
    loading: float = Field(0.8, description="Weight on the group's common factor, -1 to 1.")
    basis: Basis | None = Field(None, description="data, claim or judgement")
    claims: tuple[str, ...] = Field((), description="Ids of the claims this number rests on.")
    source: str | None = Field(None, description="Id of the source of a `data` number.")
    locator: str | None = Field(None, description="Where in the source: page, row, column.")
    note: str | None = Field(None, description="Why this number.")

    @model_validator(mode="before")
    @classmethod
    def _from_yaml(cls, raw: Any) -> Any:
        if isinstance(raw, Quantity):
            return raw
        if not isinstance(raw, dict):
            return {"value": _number(raw, "this")}
        given = dict(raw)
        kinds = [k for k in ("value", *KINDS, "choice") if given.get(k) is not None]
        if len(kinds) != 1:
            raise PydanticCustomError(
                "kind",
                "give exactly one of value, uniform, pert, normal, lognormal, beta, choice (found {found})",
                {"found": ", ".join(kinds) or "none"},
            )
        kind = kinds[0]
        if kind == "value":
            given["value"] = _number(given["value"], "value")
        elif kind == "choice":
            given["choice"] = _choice(given["choice"])
        else:
            given[kind] = _shape(kind, given[kind])
        if given.get("truncate") is not None:
            given["truncate"] = _interval(given["truncate"])
        if "loading" in given and abs(_number(given["loading"], "loading")) > 1:
            raise PydanticCustomError("loading", "loading must lie between -1 and 1", {})
        return given

    @model_validator(mode="after")
    def _support_not_empty(self) -> Quantity:
        if self.truncate is not None:
            low, high = self.untruncated_support()
            kept = self.choice is None or any(
                w > 0 and self.truncate[0] <= v <= self.truncate[1] for v, w in self.choice.items()
            )
            if not kept or self.truncate[1] < low or self.truncate[0] > high:
                raise PydanticCustomError("truncate", "truncate leaves nothing of the distribution", {})
        return self

    @property
    def kind(self) -> str:
        """Name of the distribution: `value`, `choice` or one of `KINDS`."""
        given = self.__dict__  # asked for every number of every batch of draws
        return next(k for k in _KINDS if given[k] is not None)

    @property
    def is_fixed(self) -> bool:
        """True where every draw gives the same number."""
        low, high = self.support()
        return low == high

    def untruncated_support(self) -> tuple[float, float]:
        """Lowest and highest value before `truncate`."""
        kind = self.kind
        if kind == "value":
            assert self.value is not None
            return (self.value, self.value)
        if kind == "uniform":
            assert self.uniform is not None
            return self.uniform
        if kind == "pert":
            assert self.pert is not None
            return (self.pert[0], self.pert[2])
        if kind == "beta":
            return (0.0, 1.0)
        if kind == "choice":
            assert self.choice is not None
            values = [v for v, w in self.choice.items() if w > 0]
            return (min(values), max(values))
        return (0.0 if kind == "lognormal" else -math.inf, math.inf)

    def support(self) -> tuple[float, float]:
        """Lowest and highest value that a draw can take."""
        low, high = self.untruncated_support()
        if self.truncate is None:
            return (low, high)
        if self.choice is not None:
            kept = [v for v, w in self.choice.items() if w > 0 and self.truncate[0] <= v <= self.truncate[1]]
            return (min(kept), max(kept)) if kept else (math.inf, -math.inf)
        return (max(low, self.truncate[0]), min(high, self.truncate[1]))

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        full = handler(core)
        return {"anyOf": [{"type": "number"}, full]}


def _shape(kind: str, raw: object) -> tuple[float, ...]:
    names = KINDS[kind].parameters
    if not isinstance(raw, (list, tuple)) or len(raw) != len(names):
        raise PydanticCustomError("shape", "{kind} takes a list of {names}", {"kind": kind, "names": ", ".join(names)})
    numbers = tuple(_number(r, f"{n} of {kind}") for r, n in zip(raw, names, strict=True))
    if kind in ("uniform", "pert") and any(a > b for a, b in itertools.pairwise(numbers)):
        raise PydanticCustomError(
            "order", "{kind} wants {names} in rising order", {"kind": kind, "names": ", ".join(names)}
        )
    if kind in ("normal", "lognormal") and numbers[1] <= 0:
        raise PydanticCustomError("sd", "{name} of {kind} must be above 0", {"kind": kind, "name": names[1]})
    if kind == "lognormal" and numbers[0] <= 0:
        raise PydanticCustomError("median", "the median of lognormal must be above 0", {})
    if kind == "beta" and min(numbers) <= 0:
        raise PydanticCustomError("beta", "a and b of beta must be above 0", {})
    return numbers


def _choice(raw: object) -> dict[float, float]:
    if not isinstance(raw, dict) or not raw:
        raise PydanticCustomError("choice", "choice takes a mapping of value: weight", {})
    table = {_number(v, "a value of choice"): _number(w, "a weight of choice") for v, w in raw.items()}
    if min(table.values()) < 0 or sum(table.values()) <= 0:
        raise PydanticCustomError("choice", "weights of choice must be 0 or more and not all 0", {})
    return table


def _interval(raw: object) -> tuple[float, float]:
    if not isinstance(raw, (list, tuple)) or len(raw) != 2:
        raise PydanticCustomError("interval", "give a list of low, high", {})
    low, high = _number(raw[0], "low"), _number(raw[1], "high")
    if low > high:
        raise PydanticCustomError("interval", "low must not be above high", {})
    return (low, high)


@dataclass(frozen=True)
class Within:
    """Annotation: every draw of the quantity must lie in [low, high]."""

    low: float
    high: float
    what: str

    def __call__(self, raw: Any) -> Quantity:
        quantity = raw if isinstance(raw, Quantity) else Quantity.model_validate(raw)
        low, high = quantity.support()
        if quantity.kind == "value" and not self.low <= low <= self.high:
            raise PydanticCustomError(
                "within",
                "{what} must stay between {low} and {high}; this is {value}",
                {"what": self.what, "low": f"{self.low:g}", "high": f"{self.high:g}", "value": f"{low:g}"},
            )
        if low < self.low or high > self.high:
            raise PydanticCustomError(
                "within",
                "{what} must stay between {low} and {high}, but draws reach from {from_} to {to}; "
                "narrow the range or add truncate",
                {
                    "what": self.what,
                    "low": f"{self.low:g}",
                    "high": f"{self.high:g}",
                    "from_": f"{low:g}",
                    "to": f"{high:g}",
                },
            )
        return quantity


Points = Annotated[Quantity, BeforeValidator(Within(-MAGNITUDE, MAGNITUDE, "points"))]
"""Any number of points, but bounded: a normal needs `truncate`."""
Gain = Annotated[Quantity, BeforeValidator(Within(0.0, MAGNITUDE, "this number"))]
"""Points of a thing that cannot be negative: a strength, a cost, a face."""
Share = Annotated[Quantity, BeforeValidator(Within(0.0, 1.0, "a share or probability"))]
Value = Annotated[Quantity, BeforeValidator(Within(0.0, 100.0, "an option's value"))]
Discount = Annotated[Quantity, BeforeValidator(Within(0.0, 1.0, "a monthly discount factor"))]


def central(number: Quantity) -> float:
    """The value somebody would name for a number: the mode of a pert, the middle of a range, a mean or median."""
    if number.value is not None:
        middle = number.value
    elif number.pert is not None:
        middle = number.pert[1]
    elif number.uniform is not None:
        middle = sum(number.uniform) / 2
    elif number.beta is not None:
        middle = number.beta[0] / sum(number.beta)
    elif number.choice is not None:
        middle = sum(v * w for v, w in number.choice.items()) / sum(number.choice.values())
    else:
        middle = (number.normal or number.lognormal or (0.0,))[0]
    low, high = number.support()
    return min(max(middle, low), high)


def fixed(value: float) -> Quantity:
    """A default number that no one wrote down: fixed, without basis."""
    return Quantity(value=value)
