"""What the answers of one run lost on the rows that judge it.

Of tables that are known to hold rows twice (`duplicates` in known_faults.toml) a row that judges is
left out where it stands among the rows to learn from, answer included: whoever learned it by heart
would be praised for it, and no row that is asked about in use is one of them.
"""

import json
from functools import cache

import numpy as np
import pandas as pd

from tables import facts


@cache
def fresh(place):
    """Which rows judge, shape (test rows,), bool."""
    train, test = (pd.read_parquet(place / f"{part}.parquet") for part in ("train", "test"))
    if not facts()[place.name.rpartition("-")[0]].get("duplicates"):
        return np.ones(len(test), dtype=bool)
    known = set(map(tuple, train.astype(str).to_numpy()))
    return np.array([tuple(row) not in known for row in test.astype(str).to_numpy()])


def losses(place, peer):
    """Loss of each row that judges: log loss, or squared error. None where there are no answers."""
    meta = json.loads((place / "meta.json").read_text())
    path = place / f"{peer}.npy"
    if not path.exists():
        return None
    y = pd.read_parquet(place / "test.parquet", columns=[meta["target"]])[meta["target"]]
    p = np.load(path)
    if meta["task"] == "regression":
        return ((y.to_numpy(dtype=float) - p) ** 2)[fresh(place)]
    classes = sorted(
        set(pd.read_parquet(place / "train.parquet", columns=[meta["target"]])[meta["target"]])
    )
    code = np.array([classes.index(each) for each in y])
    share = np.clip(p, 1e-15, None)
    share /= share.sum(axis=1, keepdims=True)
    return -np.log(share[np.arange(len(code)), code])[fresh(place)]


def priced(place, peer, ratio):
    """Mean cost a row where missing the rarer class costs `ratio` false alarms; two classes."""
    meta = json.loads((place / "meta.json").read_text())
    if meta["task"] != "binary" or not (place / f"{peer}.npy").exists():
        return None
    y = pd.read_parquet(place / "test.parquet", columns=[meta["target"]])[meta["target"]]
    classes = sorted(set(y))
    rare = int(np.argmin([(y == each).sum() for each in classes]))
    p = np.load(place / f"{peer}.npy")[:, rare]
    act, is_rare = p * ratio >= 1 - p, (y == classes[rare]).to_numpy()
    return float(np.mean(np.where(act, ~is_rare, ratio * is_rare)[fresh(place)]))
