"""The tables on which learners are compared, split as every peer sees them."""

import numpy as np
import pandas as pd
from known import DATA, facts

MOST = 50_000  # rows, drawn at random from larger tables
SEEN = (  # while settings were chosen
    *("german_credit", "hr_attrition", "telco_churn", "compas", "adult_census", "bank_marketing"),
    *("credit_default_taiwan", "elec2", "higgs_5k", "magic_gamma"),
    *("vehicle", "students_dropout", "covtype"),
    *("california", "ames", "bike_sharing_hour", "diamonds", "winequality", "abalone"),
)
# Every other table of a thousand rows and more, named before any of them was run; left out are
# series of one place (air_quality_uci, occupancy), things whose rows come again (diabetes130,
# turbofan_fd001) and one text (sms_spam).
HELD_OUT = (
    *("ai4i2020", "car_msrp", "caravan_insurance", "hmda_boston", "law_school", "lending_club"),
    *("luxembourg", "oulad", "product_backorders", "scms_delivery", "titanic3", "weather_aus"),
)
TABLES = (*SEEN, *HELD_OUT)
ONLY = {  # of tables with many columns of dates and names, those that a model would be given
    "compas": [
        *("sex", "age", "age_cat", "race", "juv_fel_count", "juv_misd_count", "juv_other_count"),
        *("priors_count", "c_charge_degree", "c_charge_desc"),
    ]
}
FEWER = {"covtype": 13_333, "bike_sharing_hour": 17_379}


def table(name):
    """A table without identifiers, leaks and what is known too late; its target; its task."""
    known = facts()[name]
    path = DATA / known["file"]
    whole = pd.read_csv(path) if path.suffix == ".csv" else pd.read_parquet(path)
    target = known["target"]
    left_out = [
        column
        for kind in ("leaks", "late", "identifiers", "constants")
        for column in known.get(kind, [])
    ]
    kept = ONLY.get(name) or [c for c in whole.columns if c not in {*left_out, target, "dteday"}]
    if known["task"] == "regression":
        whole[target] = pd.to_numeric(whole[target], errors="coerce").astype(float)
    whole = whole[[*kept, target]][whole[target].notna()]
    if known["task"] == "binary" and whole[target].nunique() > 2:
        whole = whole[whole[target].isin(whole[target].value_counts().index[:2])]
    most = FEWER.get(name, MOST)
    if len(whole) > most:
        whole = whole.sample(most, random_state=0)
    return _plain(whole.reset_index(drop=True), target), target, known["task"]


def _plain(whole, target):
    """Numbers, or texts; "?" and blanks among texts are holes; numbers written as text are read."""
    for column in whole.columns:
        cells = whole[column]
        if column == target or pd.api.types.is_numeric_dtype(cells):
            continue
        texts = cells.astype("object").where(cells.notna(), None)
        texts = texts.map(
            lambda cell: None if str(cell).strip() in ("", "?", "None") else str(cell)
        )
        numbers = pd.to_numeric(texts, errors="coerce")
        is_number = numbers.notna().sum() > 0.95 * max(texts.notna().sum(), 1)
        whole[column] = numbers if is_number else texts
    return whole


def split(name, seed):
    """(training part, test part, target, task): three quarters and one, stratified for classes."""
    from sklearn.model_selection import train_test_split

    whole, target, task = table(name)
    by = None if task == "regression" else whole[target]
    rows = np.arange(len(whole))
    learn, test = train_test_split(rows, test_size=0.25, random_state=seed, stratify=by)
    if task != "regression":
        whole[target] = whole[target].astype(str)
    return whole.iloc[learn], whole.iloc[test], target, task
