"""Good Offices: makes the assumptions of a mediation explicit and computes what follows."""

__version__ = "0.1.0"
