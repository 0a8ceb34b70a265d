"""How the inner loops are compiled: one set of options, so that nothing is compiled that nobody calls.

A kernel is compiled for every set of types it is called with, and most of that time goes into what surrounds the loop: a
wrapper for Python per kernel (some ten milliseconds an argument) and everything it calls, once more in each of its callers.
So callers pass arrays of one layout and type, a helper of kernels gets no wrapper, what only some cases need is compiled for
those alone (an argument that is None cuts its branch out), and workspaces come from outside.
"""

from __future__ import annotations

from typing import Any

from numba import njit

OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}
"""Kept on disk; other threads go on meanwhile; divisions follow the floating-point standard, as numpy's do."""
_INNER: dict[str, Any] = {**OPTIONS, "no_cpython_wrapper": True}
_MERGED: dict[str, Any] = {**_INNER, "inline": "always"}

kernel = njit(**OPTIONS)
"""Called from Python."""
inner = njit(**_INNER)
"""Called by kernels alone."""
merged = njit(**_MERGED)
"""Called by kernels alone, from one place or two: written into its caller, which saves a compilation."""
