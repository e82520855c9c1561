"""Small invented tables as CSV text, with known truths."""

import numpy as np


def customers(rows=400, seed=0):
    """Leaving depends on months and plan; `closed_on` is filled only for those who left."""
    rng = np.random.default_rng(seed)
    months = rng.integers(1, 60, rows)
    plan = rng.choice(["basic", "gold", "silver"], rows)
    fee = rng.normal(50, 10, rows).round(2)
    score = 1.5 - 0.08 * months + 1.2 * (plan == "basic")
    left = rng.random(rows) < 1 / (1 + np.exp(-score))
    lines = ["customer,months,plan,fee,closed_on,left"]
    for n in range(rows):
        closed = f"2024-0{1 + n % 9}-1{n % 9}" if left[n] else ""
        answer = "yes" if left[n] else "no"
        lines.append(f"C{n:05},{months[n]},{plan[n]},{fee[n]},{closed},{answer}")
    return "\n".join(lines) + "\n"


def noise(rows=400, seed=0):
    """Nothing says anything of the answer."""
    rng = np.random.default_rng(seed)
    cells = rng.normal(size=(rows, 4)).round(3)
    y = rng.integers(0, 2, rows)
    lines = [f"{a},{b},{c},{d},{'ab'[k]}" for (a, b, c, d), k in zip(cells, y, strict=True)]
    return "p,q,r,s,answer\n" + "\n".join(lines) + "\n"
