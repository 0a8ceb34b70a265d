"""Good Offices: makes the assumptions of a mediation explicit and computes what follows.

    import goodoffices as go
    study = go.Study("fence", draws=4096)            # a case that ships, a file, or a Case
    go.plans(study)                                  # an answer: .table(), .chart(), .to_json()
    go.timing(study, months=[0, 6, 12])
    sharper = study.what_if({"war.values.ash.level": 60})
    go.plans(sharper).difference(go.plans(study))    # on the same draws

Every question is a function of a study, or of a case (its name, its file) that is then studied with the question's own number
of draws.  Names are loaded when they are first asked for.
"""

from importlib import import_module
from typing import Any

from goodoffices import compiling

__version__ = "0.1.0"

compiling.settle(__version__)

_ELSEWHERE = {
    "Study": "goodoffices.play.study",
    "load": "goodoffices.case.reading",
    "Brief": "goodoffices.brief.report",
    "search": "goodoffices.study.search.question",
}


def __getattr__(name: str) -> Any:
    """A question by its verb, or one of `_ELSEWHERE` (PEP 562)."""
    from goodoffices.study import QUESTIONS

    if name in _ELSEWHERE:
        return getattr(import_module(_ELSEWHERE[name]), name)
    if name in QUESTIONS:
        return getattr(import_module(f"goodoffices.study.{name}.question"), QUESTIONS[name].asks)
    raise AttributeError(f"module 'goodoffices' has no attribute {name!r}")


def __dir__() -> list[str]:
    from goodoffices.study import QUESTIONS

    return sorted({*globals(), *_ELSEWHERE, *QUESTIONS})
