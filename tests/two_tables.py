"""Two tables with known faults planted in one, as they are opened and set beside one another."""

import numpy as np
import pandas as pd
from sklearn.datasets import load_breast_cancer

from gardefou.checks.run import CHECKS, run_checks
from gardefou.core.evidence import Evidence
from gardefou.core.need import Need, Task
from gardefou.flows.compared import other_side_of, shift_of
from gardefou.table.engine import open_table

SHIFT = [check for check in CHECKS if check.code.startswith("S")]
TEST = [check for check in CHECKS if check.code in ("L003", "L004", "L005")]


def tumours(seed: int = 0):
    """398 and 171 rows of thirty measures, the diagnosis, and a site that has nothing to do."""
    data = load_breast_cancer(as_frame=True).frame
    rng = np.random.default_rng(seed)
    data["site"] = rng.choice(["north", "south"], len(data))
    order = rng.permutation(len(data))
    return data.iloc[order[:398]].reset_index(drop=True), data.iloc[order[398:]].reset_index(
        drop=True
    )


def incomes(rng, rows: int) -> pd.DataFrame:
    """Thirteen columns of mixed kinds; the target is the top of an income."""
    made = {
        "age": rng.integers(18, 80, rows),
        "hours": rng.normal(40, 10, rows).round(),
        "wealth": rng.lognormal(9, 1, rows).round(),
        "years": rng.poisson(12, rows),
        "sex": rng.choice(["woman", "man"], rows),
        "region": rng.choice(list("abcdefgh"), rows),
        "job": rng.choice([f"job {n}" for n in range(15)], rows),
        "married": rng.random(rows) < 0.4,
        "score": rng.normal(size=rows),
        "rate": rng.uniform(size=rows).round(4),
        "children": rng.poisson(1, rows),
        "since": pd.Timestamp("2015-01-01") + pd.to_timedelta(rng.integers(0, 3000, rows), "D"),
        "dues": np.where(rng.random(rows) < 0.1, np.nan, rng.exponential(20, rows)),
    }
    income = made["age"] + made["hours"] + 10 * np.log(made["wealth"]) + 10 * rng.normal(size=rows)
    return pd.DataFrame(made | {"rich": np.where(income > 188, "yes", "no")})


def said(results) -> dict[str, list]:
    """The findings of each check that spoke; none may have crashed."""
    assert [r for r in results if r.outcome == "crashed"] == []
    return {result.code: list(result.findings) for result in results if result.findings}


def drifted(then, now, need: Need) -> dict[str, list]:
    """What the checks of letter S say of now beside then."""
    with open_table(then) as old, open_table(now) as new:
        sample = new.rows(need, most=20_000)
        shift = shift_of(new, old, need, sample, 0)
        evidence = Evidence({"need": need, "shift": shift})
        return said(run_checks(evidence, checks=SHIFT))


def against_test(learned, test, need: Need) -> dict[str, list]:
    """What L003 to L005 say of a table to learn from and one to test on."""
    with open_table(learned) as here, open_table(test) as there:
        sample = here.rows(need, most=20_000)
        other = other_side_of(here, there, need, sample, 0)
        evidence = Evidence({"need": need, "sample": sample, "other_side": other})
        return said(run_checks(evidence, checks=TEST))


def alone(table, need: Need) -> dict[str, list]:
    """What the checks of letter S say of one table."""
    with open_table(table) as engine:
        sample = engine.rows(need, most=20_000)
        shift = shift_of(engine, None, need, sample, 0)
        parts = {"need": need, "sample": sample}
        evidence = Evidence(parts | ({} if shift is None else {"shift": shift}))
        return said(run_checks(evidence, checks=SHIFT))


TUMOUR = Need(target="target", task=Task.BINARY, classes=("0", "1"), positive="0")
RICH = Need(target="rich", task=Task.BINARY, classes=("no", "yes"), positive="yes")
