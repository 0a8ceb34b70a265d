"""Good Offices: makes the assumptions of a mediation explicit and computes what follows."""

from goodoffices import compiling

__version__ = "0.1.0"

compiling.settle(__version__)
