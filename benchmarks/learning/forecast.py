"""What a race was forecast to take against what it took, and what it was forecast to save.

    python benchmarks/learning/forecast.py [ROWS] [NAME ...]

For each real table of the shared data (its first ROWS rows, 3,000 if left out) the race is forecast
by sizes and by the first look of two plain models, without any log of this machine, and then run;
what the winner saves on the judged rows is held against what they promised. The constants of the
forecast were fitted to these very races. Writes benchmarks/learning/forecast.md.
"""

import sys
from pathlib import Path

import numpy as np
from known import facts, rows_of

from gardefou.core.need import Place
from gardefou.flows.judging import best_trivial, judged_costs
from gardefou.flows.learn import folds_of, problem_of
from gardefou.learners.choice import averaged, choose
from gardefou.learners.final import final_model
from gardefou.learners.forecasts import expected_value, forecast
from gardefou.learners.probe import plain_models
from gardefou.learners.race import Race
from gardefou.learners.raced import NoRecipeSurvivedError, models
from gardefou.learners.signal import plain_candidates
from gardefou.measures.intervals import mean


def held(rows):
    """Forecast and truth: (low, likely, high, took), (low, value, high, saved), gain share."""
    _, problem = problem_of(rows, {}, seed=0)
    race = Race(problem, folds_of(rows))
    plain = plain_candidates(problem, plain_models(problem, race.folds))
    costs = [judged_costs(problem, each, rows.need) for each in plain]
    if not costs:
        return None
    first = min(costs, key=lambda each: each.mean())
    trivial = best_trivial(problem, plain[0].judged, rows.need)
    saving = mean(trivial - first, unit=rows.need.cost.unit)
    left = min(float(first.mean()) / max(float(trivial.mean()), 1e-12), 1.0)
    value = expected_value(saving, float(first.mean()))
    told = forecast(race, Place(), value=value, left=left)
    try:
        raced = averaged(problem, race.run())
    except NoRecipeSurvivedError:
        return None
    full = models(raced.candidates)
    costs = {each.recipe.name: judged_costs(problem, each, rows.need) for each in full}
    final_model(choose(raced, costs)[0], race)
    best = min(float(each.mean()) for each in costs.values())
    saved, gain = float(trivial.mean()) - best, 1 - best / float(first.mean())
    seconds, value = told.cpu_s, told.value
    return (
        (seconds.low, seconds.value, seconds.high, race.purse.spent),
        (value.low, value.value, value.high, saved),
        gain,
    )


def main():
    """Measure and write."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    told_of = facts()
    wanted = sys.argv[2:] or list(told_of)
    lines, ratios, times, values, gains = [], [], [], [], []
    for name in wanted:
        rows = rows_of(told_of[name])
        found = None if rows is None else held(rows.take(np.arange(len(rows.y))[:most]))
        if found is None:
            continue
        seconds, value, gain = found
        ratios.append(seconds[3] / seconds[1])
        times.append(seconds[0] <= seconds[3] <= seconds[2])
        values.append(value[0] <= value[3] <= value[2])
        gains.append(gain)
        lines.append(
            f"| {name} | {seconds[1]:.1f} [{seconds[0]:.1f}, {seconds[2]:.1f}] | {seconds[3]:.1f} "
            f"| {value[1]:.3g} [{value[0]:.3g}, {value[2]:.3g}] | {value[3]:.3g} |"
        )
        print(lines[-1], f"ratio {ratios[-1]:.2f} gain {gain:.3f}", flush=True)
    twice = np.mean(np.abs(np.log(ratios)) <= np.log(2))
    text = [
        "# What a race was forecast to take and to save",
        "",
        f"`python benchmarks/learning/forecast.py {' '.join(sys.argv[1:]) or most}`",
        "",
        f"- {len(ratios)} races; CPU seconds right within a factor of two: {100 * twice:.0f} %",
        f"- inside the band: CPU seconds {100 * np.mean(times):.0f} %, "
        f"saving {100 * np.mean(values):.0f} %",
        f"- spent / forecast: median {np.median(ratios):.2f}; "
        f"5 % to 95 %: {np.quantile(ratios, 0.05):.2f} to {np.quantile(ratios, 0.95):.2f}",
        f"- part of the plain model's cost that the winner took off: median "
        f"{np.median(gains):.3f}; 5 % to 95 %: {np.quantile(gains, 0.05):.3f} to "
        f"{np.quantile(gains, 0.95):.3f}",
        "",
        "| table | CPU s, forecast | CPU s | saved, forecast | saved |",
        "|---|---|---|---|---|",
        *lines,
    ]
    print("\n".join(text[:8]))
    Path(__file__).with_suffix(".md").write_text("\n".join(text) + "\n")


if __name__ == "__main__":
    main()
