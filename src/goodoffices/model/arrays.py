"""What arrays of numbers are called; shapes stand with whatever takes or gives them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Int32s = npt.NDArray[np.int32]
Singles = npt.NDArray[np.float32]
