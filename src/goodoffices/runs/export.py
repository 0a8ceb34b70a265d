"""Runs as plain data for JSON: documented, stable shapes (docs/reference/runs.md)."""

from __future__ import annotations

from typing import Any

from goodoffices.kit.plain import head, plain
from goodoffices.runs.checking import Verdict
from goodoffices.runs.directory import RunDirectory
from goodoffices.runs.summary import RunShares
from goodoffices.study.plans.export import FORMAT

Json = dict[str, Any]


def status_json(run: RunDirectory) -> Json:
    """How far a run has come; RunError as `RunDirectory.files`."""
    manifest = run.manifest
    done = {name: len(run.finished(name)) for name in manifest.perspectives}
    return {
        "goodoffices": manifest.version,
        "format": FORMAT,
        "run": manifest.run,
        "case": manifest.name,
        "digest": manifest.case[:16],
        "seed": manifest.seed,
        "pilot": manifest.pilot,
        "draws": manifest.draws,
        "part": manifest.part,
        "parts": manifest.parts,
        "finished": done,
        "files": {name: len(run.files(name)) for name in manifest.perspectives},
        "bytes": sum(file.path.stat().st_size for name in manifest.perspectives for file in run.files(name)),
        "complete": all(number == manifest.parts for number in done.values()),
    }


def verdict_json(verdict: Verdict) -> Json:
    """What a check found."""
    return {
        "goodoffices": verdict.manifest.version,
        "format": FORMAT,
        "run": verdict.manifest.run,
        "sound": verdict.sound,
        "files": verdict.files,
        "remade": [{"perspective": name, "part": number} for name, number in verdict.remade],
        "missing": verdict.missing,
        "damaged": [{"file": str(damage.path), "why": damage.why} for damage in verdict.damaged],
    }


def shares_json(answer: RunShares) -> Json:
    """Plans of a run."""
    cleaned: Json = plain(
        {
            "goodoffices": answer.version,
            "format": FORMAT,
            "run": answer.run,
            **head(answer, FORMAT),
            "complete": answer.complete,
            "perspectives": {
                name: {
                    "title": view.title,
                    "draws": view.draws,
                    "exists": view.exists,
                    "exists_se": view.exists_se,
                    "plans": {
                        key: {
                            "success": plan.success,
                            "se": plan.se,
                            "binding": plan.binding,
                            "funnel": vars(plan.funnel),
                            "found": plan.found,
                        }
                        for key, plan in view.plans.items()
                    },
                }
                for name, view in answer.perspectives.items()
            },
        }
    )
    return cleaned
