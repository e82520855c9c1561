"""A law of the house: what only asks for help or for a name loads nothing heavy."""

import json
import subprocess
import sys

import pytest

HEAVY = {
    *("numpy", "pandas", "polars", "duckdb", "lightgbm", "sklearn", "scipy", "pyarrow"),
    *("pydantic", "rich", "fastexcel", "torch"),
}
NOT_FOR_HELP = {"tomllib", "importlib.metadata", "dataclasses", "difflib", "json"}
HELP = "import sys; from gardefou.cli.main import main; main({args})"


def loaded(code: str) -> set[str]:
    """The modules that a fresh Python holds once it ran the code."""
    told = "; import json, sys; print(); print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code + told], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def roots(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


@pytest.mark.parametrize(
    "code",
    [
        "import gardefou",
        "import gardefou; gardefou.__version__; dir(gardefou); gardefou.GardefouError",
        "import gardefou; gardefou.train; gardefou.audit; gardefou.Case",
        HELP.format(args="['--help']"),
        HELP.format(args="['--version']"),
        HELP.format(args="['tran']"),
        HELP.format(args="['train', '--help']"),
        HELP.format(args="['predict', '--help']"),
    ],
)
def test_asking_loads_nothing_heavy(code):
    assert roots(loaded(code)) & HEAVY == set()


@pytest.mark.parametrize("flow", ["audit", "train", "predict", "propose"])
def test_a_flow_loads_none_of_the_slow_ones_before_it_needs_them(flow):
    """What learns is loaded by the recipe that is tried, and `scipy.stats` by none of ours."""
    code = f"import gardefou.flows.{flow}"
    slow = {"scipy.stats", "pandas", "sklearn", "lightgbm", "polars", "torch"}
    assert loaded(code) & slow == set()


def test_the_law_can_be_broken():
    assert "numpy" in roots(loaded("import gardefou.table.frame")) & HEAVY


def test_help_costs_little_more_than_click():
    """At most twice the CPU of `import click` is promised: so hardly a module beside its own."""
    more = loaded(HELP.format(args="['--help']")) - loaded("import click")
    assert more & NOT_FOR_HELP == set()
    own = {name for name in more if name.startswith("gardefou")}
    assert own == {
        *("gardefou", "gardefou.version", "gardefou.cli", "gardefou.cli.names"),
        "gardefou.cli.main",
    }
    assert len(more - own) <= 12, sorted(more - own)  # what click itself loads to write a page
