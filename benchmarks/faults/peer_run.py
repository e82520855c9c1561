"""One peer on some tables; run by `peers.py` with the peer's own Python, never by gardefou's.

    PEER/bin/python peer_run.py PEER FOLDER [...]

Each FOLDER holds train.parquet, perhaps test.parquet, and target.txt. Prints a line of JSON for
each: {"folder": ..., "flags": ["issue: what the peer says", ...]}, at the peer's own defaults.
"""

import json
import sys
import warnings
from pathlib import Path

import pandas as pd


def deepchecks(train, test, target):
    """The suites of data integrity, and of training against test."""
    from deepchecks.tabular import Dataset
    from deepchecks.tabular.suites import data_integrity, train_test_validation

    def dataset(table):
        texts = [n for n in table if n != target and table[n].dtype == object]
        return Dataset(table, label=target, cat_features=texts)

    results = list(data_integrity().run(dataset(train)).results)
    if test is not None:
        results += train_test_validation().run(dataset(train), dataset(test)).results
    for result in results:
        for condition in getattr(result, "conditions_results", []):
            if not condition.is_pass():
                yield f"{result.get_header()}: {condition.details}"


def evidently(train, test, target):
    """The presets of summary and drift, with their tests; the training part is the reference."""
    from evidently import Dataset, Report
    from evidently.presets import DataDriftPreset, DataSummaryPreset

    if test is None:
        report = Report([DataSummaryPreset()], include_tests=True)
        run = report.run(Dataset.from_pandas(train), None)
    else:
        report = Report([DataSummaryPreset(), DataDriftPreset()], include_tests=True)
        run = report.run(Dataset.from_pandas(test), Dataset.from_pandas(train))
    for one in run.dict().get("tests", []):
        if one["status"].value == "FAIL":
            yield f"{one['name'].split(':')[0]}: {one.get('description') or ''}"


def ydata(train, test, target):
    """The default profile of the training part, spared its plots of all pairs of columns."""
    from ydata_profiling import ProfileReport

    report = ProfileReport(train, progress_bar=False, interactions={"continuous": False})
    for alert in report.get_description().alerts:
        yield f"{alert.alert_type.name}: {alert.column_name}"


def cleanlab(train, test, target):
    """Datalab on the numbers, with the out-of-fold probabilities that it asks for."""
    import numpy as np
    from cleanlab import Datalab
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import cross_val_predict

    inputs = train.drop(columns=target)
    for name in inputs:
        if inputs[name].dtype.kind not in "fiub":
            inputs[name] = inputs[name].astype("category").cat.codes
    model = HistGradientBoostingClassifier(random_state=0)
    p = cross_val_predict(model, inputs, train[target], method="predict_proba")
    numbers = inputs.select_dtypes("number").astype(float).to_numpy()
    numbers = np.nan_to_num(
        (numbers - np.nanmean(numbers, axis=0)) / (np.nanstd(numbers, axis=0) + 1e-12)
    )
    lab = Datalab(data=train, label_name=target, verbosity=0)
    lab.find_issues(features=numbers, pred_probs=p)
    for _, row in lab.get_issue_summary().iterrows():
        if row["num_issues"]:
            yield f"{row['issue_type']}: {row['num_issues']}"


PEERS = {one.__name__: one for one in (deepchecks, evidently, ydata, cleanlab)}


def main():
    warnings.simplefilter("ignore")
    peer, *folders = sys.argv[1:]
    for folder in map(Path, folders):
        train = pd.read_parquet(folder / "train.parquet")
        second = folder / "test.parquet"
        test = pd.read_parquet(second) if second.exists() else None
        target = (folder / "target.txt").read_text(encoding="utf-8")
        try:
            flags = list(PEERS[peer](train, test, target))
        except Exception as error:
            flags = [f"crashed: {type(error).__name__}: {error}"]
        print("\n" + json.dumps({"folder": folder.name, "flags": flags}), flush=True)


if __name__ == "__main__":
    main()
