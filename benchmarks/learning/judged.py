"""What the answers of one run lost on the rows that judge it."""

import json

import numpy as np
import pandas as pd


def losses(place, peer):
    """Loss of each test row: log loss, or squared error. None where the peer has no answers."""
    meta = json.loads((place / "meta.json").read_text())
    path = place / f"{peer}.npy"
    if not path.exists():
        return None
    y = pd.read_parquet(place / "test.parquet", columns=[meta["target"]])[meta["target"]]
    p = np.load(path)
    if meta["task"] == "regression":
        return (y.to_numpy(dtype=float) - p) ** 2
    classes = sorted(
        set(pd.read_parquet(place / "train.parquet", columns=[meta["target"]])[meta["target"]])
    )
    code = np.array([classes.index(each) for each in y])
    share = np.clip(p, 1e-15, None)
    share /= share.sum(axis=1, keepdims=True)
    return -np.log(share[np.arange(len(code)), code])


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
    return float(np.mean(np.where(act, ~is_rare, ratio * is_rare)))
