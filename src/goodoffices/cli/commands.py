"""The command line with all of its verbs."""

from __future__ import annotations

from goodoffices.cli.verbs import NAMES, application

app = application(NAMES)
