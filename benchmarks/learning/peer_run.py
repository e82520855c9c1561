"""One learner on one split, in a process of its own; any Python that has the learner runs it.

    python benchmarks/learning/peer_run.py PEER FOLDER SEED

FOLDER holds train.parquet, test.parquet and meta.json. Writes p.npy there (probabilities of the
sorted classes, or numbers) and prints CPU seconds of fitting (imports apart, children included),
seconds of one row, megabytes on disk and at the peak.
"""

import json
import os
import resource
import shutil
import statistics
import sys
import time
import zlib
from functools import partial
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
import pandas as pd


def cpu():
    """CPU seconds of this process and of its finished children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def coded(train, test, target):
    """Both parts with texts as categories of the training part."""
    parts = []
    for part in (train, test):
        made = part.drop(columns=target).copy()
        for column in made.columns:
            if not pd.api.types.is_numeric_dtype(made[column]):
                levels = sorted(train[column].dropna().astype(str).unique())
                made[column] = pd.Categorical(made[column].astype("object"), categories=levels)
        made.columns = named(made)
        parts.append(made)
    return parts


def named(frame):
    """Names of columns that every library takes."""
    return [f"column {number}" for number in range(frame.shape[1])]


def lgbm(train, test, target, task, seed, folder):
    import lightgbm
    from sklearn.model_selection import train_test_split

    began = cpu()
    x, rows = coded(train, test, target)
    kind = lightgbm.LGBMRegressor if task == "regression" else lightgbm.LGBMClassifier
    by = None if task == "regression" else train[target]
    learn, judge = train_test_split(
        np.arange(len(x)), test_size=0.15, random_state=seed, stratify=by
    )
    model = kind(n_estimators=2000, random_state=seed, n_jobs=2, verbosity=-1)
    y = train[target].to_numpy()
    stop = lightgbm.early_stopping(50, verbose=False)
    model.fit(x.iloc[learn], y[learn], eval_set=[(x.iloc[judge], y[judge])], callbacks=[stop])
    spent = cpu() - began
    model.booster_.save_model(str(folder / "model.txt"))
    size = (folder / "model.txt").stat().st_size
    return spent, size, answers(model, task), rows


def hgb(train, test, target, task, seed, folder):
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    began = cpu()
    x, rows = coded(train, test, target)
    for part in (x, rows):
        for column in part.columns:
            if (
                isinstance(part[column].dtype, pd.CategoricalDtype)
                and len(part[column].cat.categories) > 250
            ):
                part[column] = part[column].cat.codes.astype(float)
    kind = HistGradientBoostingRegressor if task == "regression" else HistGradientBoostingClassifier
    model = kind(categorical_features="from_dtype", random_state=seed).fit(x, train[target])
    spent = cpu() - began
    return spent, sized(model), answers(model, task), rows


def ebm(train, test, target, task, seed, folder):
    from interpret.glassbox import ExplainableBoostingClassifier, ExplainableBoostingRegressor

    began = cpu()
    kind = ExplainableBoostingRegressor if task == "regression" else ExplainableBoostingClassifier
    model = kind(random_state=seed, n_jobs=1)
    x, rows = train.drop(columns=target), test.drop(columns=target)
    model.fit(x, train[target])
    return cpu() - began, sized(model), answers(model, task), rows


def flaml(train, test, target, task, seed, folder):
    from flaml import AutoML

    began = cpu()
    model = AutoML()
    x, rows = (part.drop(columns=target) for part in (train, test))
    x.columns = rows.columns = named(x)
    metric = "rmse" if task == "regression" else "log_loss"
    kind = "regression" if task == "regression" else "classification"
    model.fit(
        x,
        train[target],
        task=kind,
        metric=metric,
        time_budget=60,
        early_stop=True,
        seed=seed,
        verbose=0,
        n_jobs=2,
    )
    return cpu() - began, sized(model), answers(model, task), rows


def autogluon(preset, limit):
    """AutoGluon with a preset and a limit of wall-clock seconds."""

    def run(train, test, target, task, seed, folder):
        from autogluon.tabular import TabularPredictor

        began = cpu()
        metric = "root_mean_squared_error" if task == "regression" else "log_loss"
        path = folder / preset
        shutil.rmtree(path, ignore_errors=True)
        model = TabularPredictor(
            label=target, problem_type=task, eval_metric=metric, path=str(path), verbosity=0
        )
        model.fit(train, presets=preset, time_limit=limit, num_cpus=2)
        spent = cpu() - began
        size = sum(each.stat().st_size for each in path.rglob("*") if each.is_file())

        def ask(rows):
            if task == "regression":
                return model.predict(rows).to_numpy()
            p = model.predict_proba(rows)
            return p[sorted(p.columns, key=str)].to_numpy()

        return spent, size, ask, test.drop(columns=target)

    return run


def gardefou_at(worth):
    """worth: CPU seconds that a hundredth of the loss is worth, None: as usual."""
    return partial(gardefou, worth=worth)


def gardefou(train, test, target, task, seed, folder, *, worth):
    import gardefou as tool

    began = cpu()
    kind = tool.GardefouRegressor if task == "regression" else tool.GardefouClassifier
    x, rows = train.drop(columns=target), test.drop(columns=target)
    model = kind(seed=seed, worth=worth).fit(x, train[target])
    spent = cpu() - began
    packed = model.learned_.fitted.pack()
    parts = [array.tobytes() for array in packed.arrays.values()]
    parts += [text.encode() for text in packed.texts.values()]
    size = sum(len(zlib.compress(part)) for part in parts)  # as in a bundle
    return spent, size, answers(model, task), rows


def sized(model):
    """Bytes of the model as it is usually kept."""
    import pickle

    return len(pickle.dumps(model))


def answers(model, task):
    return model.predict if task == "regression" else model.predict_proba


PEERS = {
    "lightgbm": lgbm,
    "hist_gradient_boosting": hgb,
    "ebm": ebm,
    "flaml": flaml,
    "autogluon_medium": autogluon("medium_quality", 600),
    "autogluon_best": autogluon("best_quality", 600),
    "gardefou": gardefou_at(None),
    "gardefou_at_100": gardefou_at(100),
}


def main():
    peer, folder, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    meta = json.loads((folder / "meta.json").read_text())
    train, test = (pd.read_parquet(folder / f"{part}.parquet") for part in ("train", "test"))
    spent, size, ask, rows = PEERS[peer](train, test, meta["target"], meta["task"], seed, folder)
    p = np.asarray(ask(rows), dtype=float)
    np.save(folder / f"{peer}.npy", p)
    times = []
    for number in range(5):
        one = rows.iloc[number : number + 1]
        began = time.process_time()
        ask(one)
        times.append(time.process_time() - began)
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    told = {"cpu": spent, "bytes": size, "row": statistics.median(times), "peak": peak / 1024}
    print("\n" + json.dumps(told))


if __name__ == "__main__":
    main()
