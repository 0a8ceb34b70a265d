"""Nothing that a library writes while it is kept quiet reaches standard output."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, os
from goodoffices.engines.settlement.silent_solver import quiet
library = ctypes.CDLL(None)
print("before", flush=True)
library.printf(b"kept\\n")
with quiet():
    library.printf(b"held back\\n")
    os.write(1, b"at once\\n")
    with quiet():
        os.write(1, b"inside\\n")
print("after")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the C library has another name there")
def test_only_what_is_said_outside_is_heard() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert (ran.stdout.split(), ran.stderr) == (["before", "kept", "after"], "")


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors are closed otherwise there")
def test_without_standard_output_nothing_is_done() -> None:
    program = "import os; os.close(1)\nfrom goodoffices.engines.settlement.silent_solver import quiet\n"
    program += "with quiet(): x = 1\nassert x == 1"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "Traceback" not in ran.stderr
