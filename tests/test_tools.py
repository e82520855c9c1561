"""The linter, the formatter and the type checker have nothing to say."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = {
    "linter": ["ruff", "check", "--no-cache", "."],
    "formatter": ["ruff", "format", "--no-cache", "--check", "."],
    "types": ["mypy", "--no-incremental", "--cache-dir", "/dev/null"],
}


@pytest.mark.slow
@pytest.mark.parametrize("tool", TOOLS)
def test_it_is_silent(tool):
    said = subprocess.run(
        [sys.executable, "-m", *TOOLS[tool]], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stdout[-3000:] + said.stderr[-1000:]
