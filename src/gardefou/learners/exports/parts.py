"""The parts of a script that rebuilds a model: plain Python text, put together by `script`.

They say again in pandas, NumPy and scikit-learn what reading, splitting, encoding, learning and
deciding do elsewhere in this house; `tests/flows/test_export.py` holds them to the same answers.
"""

TITLE = '''\
"""A model of gardefou, rebuilt from its table with scikit-learn.

    pip install pandas pyarrow scikit-learn lightgbm
    python rebuild.py [TABLE [ROWS]] > answers.csv

It learns from TABLE and answers the rows of ROWS, or of TABLE itself. What was settled when the
model was made stands here as numbers: penalties or rounds, calibration, prices.
"""
'''

READ = {
    "text": '''

def read(path):
    """The table, every cell as text."""
    return pd.read_csv(path, sep=SEPARATOR, encoding=ENCODING, dtype=str, keep_default_na=False)
''',
    "stored": '''

def read(path):
    """The table as it was stored."""
    return pd.read_parquet(path)
''',
}

CELLS = '''

def cells(table, name):
    """A column as numbers, moments or texts; what is none such is missing."""
    column, kind = table[name], KINDS[name]
    if pd.api.types.is_string_dtype(column):
        column = column.where(column.str.strip() != "")
'''
CELLS_OF = {
    "number": """\
    if kind == "number":
        return pd.to_numeric(column, errors="coerce").astype(float)
""",
    "comma": """\
    if kind == "comma":
        column = column.where(~column.str.contains(".", regex=False, na=False))
        column = column.str.replace(",", ".", regex=False)
        return pd.to_numeric(column, errors="coerce").astype(float)
""",
    "boolean": """\
    if kind == "boolean":
        column = column.astype(object).astype(str).str.strip().str.lower()
        return column.where(column.isin(["true", "false"]))
""",
    "moment": """\
    if kind != "text":  # it says how moments are written
        column = column.str.strip() if pd.api.types.is_string_dtype(column) else column
        return pd.to_datetime(column, format=kind, errors="coerce", utc=True)
""",
}
CELLS_END = """\
    return column
"""

NAMES = '''

def names(column):
    """Cells as names: whole numbers without ".0", texts without the space around them."""
    if column.dtype != float:
        return column.str.strip()
    texts = [None if x != x else str(int(x)) if x == x // 1 else str(x) for x in column.tolist()]
    return pd.Series(texts, column.index, dtype=object)
'''

FINGERPRINTS = r'''

def fingerprints(table):
    """A number for each row that its cells decide, wherever it stands; splits go by it."""
    columns = []
    for name in sorted(HASHED):
        text = column = cells(table, name)
        if column.dtype == float:
            text = pd.Series([repr(x + 0.0) for x in column.tolist()], column.index, dtype=object)
'''
FINGERPRINTS_MOMENT = """\
        if pd.api.types.is_datetime64_any_dtype(column):
            text = column.dt.strftime("%Y-%m-%d %H:%M:%S.%f").str.rstrip("0").str.rstrip(".")
"""
FINGERPRINTS_END = r"""        columns.append(text.astype(object).where(column.notna(), "\x1e"))
    return md5_numbers(BEFORE + "\x1f".join(row) for row in zip(*columns))


def md5_numbers(texts):
    return np.array([int(md5(text.encode()).hexdigest()[:16], 16) for text in texts], "uint64")
"""

LOWEST = '''

def lowest(keys, share):
    """Which rows have the lowest keys, as near to `share` of them as equal keys allow."""
    different, counts = np.unique(keys, return_counts=True)
    below = np.cumsum(counts)[:-1]
    return keys <= different[np.argmin(np.abs(below - share * len(keys)))]
'''

VAULT = {
    "classes": '''

def vault(rows, keys, y):
    """The rows that were locked away: a fifth of each class."""
    locked = np.zeros(len(keys), bool)
    for k in np.unique(y):
        locked[y == k] = len(set(keys[y == k])) > 1 and lowest(keys[y == k], 0.2)
    return np.isin(keys, keys[locked])
''',
    "rows": '''

def vault(rows, keys, y):
    """The rows that were locked away: a fifth."""
    return lowest(keys, 0.2)
''',
    "entity": r'''

def vault(rows, keys, y):
    """The rows that were locked away: those of a fifth of the entities."""
    who = names(cells(rows, ENTITY))
    hashed = md5_numbers(f"{BEFORE}{name}" for name in who)
    return lowest(np.where(who.isna(), keys, hashed), 0.2)
''',
    "split": '''

def vault(rows, keys, y):
    """The rows that are not learned from: the table says so."""
    side = names(cells(rows, SPLIT)).str.casefold()
    return (side.isin(TEST) | side.isna()).to_numpy()
''',
    "time": '''

def vault(rows, keys, y):
    """The rows that are not learned from: the last fifth, and those without a time."""
    when = cells(rows, TIME)
    if when.dtype != float:
        when = (when - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(seconds=1)
    known, when = when.notna().to_numpy(), when.to_numpy()
    late = np.zeros(len(rows), bool)
    late[known] = lowest(-when[known], 0.2)
''',
    "time of entities": """\
    who = names(cells(rows, ENTITY))
    late |= (who.isin(who[late]) & who.notna()).to_numpy()  # whose last rows are in the vault
""",
    "time's end": """\
    return late | ~known
""",
}

PARTS = {
    "classes": '''

def parts(rows, keys, y):
    """The part of each row; the model of a part learns from the other parts."""
    place = np.zeros(len(keys))
    for k in np.unique(y):
        place[y == k] = np.searchsorted(np.sort(keys[y == k]), keys[y == k]) / (y == k).sum()
''',
    "numbers": '''

def parts(rows, keys, y):
    """The part of each row; the model of a part learns from the other parts."""
    place = np.searchsorted(np.sort(keys), keys) / len(keys)
''',
    "entity": '''

def parts(rows, keys, y):
    """The part of each row, whole entities together; a model learns from the other parts."""
    sign = "n{!r}" if KINDS[ENTITY] in ("number", "comma") else "t{}"
    who = enumerate(cells(rows, ENTITY).tolist())
    keys = md5_numbers(f"row {n}" if pd.isna(name) else sign.format(name) for n, name in who)
    place = np.searchsorted(np.sort(keys), keys) / len(keys)
''',
    "five": """\
    return np.minimum((5 * place).astype(int), 4)
""",
    "one": """\
    return np.where(place < min(0.2, 10_000 / len(keys)), 0, 1)
""",
}

FEATURES = '''

def features(table):
    """What the model sees, shape (rows, columns): numbers, and codes of categories."""
    wide = []
    for name, known in USED:
        column = cells(table, name)
'''
FEATURES_OF = {
    "category": """\
        if isinstance(known, list):  # levels; any other one has the code that follows theirs
            code = column.map({level: k for k, level in enumerate(known)}).astype(float)
            wide.append(code.fillna(len(known)).where(column.notna()))
""",
    "time": """\
        if isinstance(known, dict):  # parts of moments
            seconds = (column - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(seconds=1)
            told = {"date": 1970 + seconds / (365.2425 * 86400), "hour": column.dt.hour}
            told |= {"day of the year": column.dt.day_of_year, "month": column.dt.month}
            told |= {"weekday": column.dt.day_of_week}
            wide += [told[part].astype(float) for part in known["parts"]]
""",
    "age": """\
        if isinstance(known, str):  # days since the moments of this column
            wide.append((column - cells(table, known)) / pd.Timedelta(seconds=1) / 86400)
""",
    "number": """\
        if isinstance(known, tuple):  # bounds, to which infinite cells are moved
            wide.append(column.where(~np.isinf(column), column.clip(*known)))
""",
}
FEATURES_END = """\
    return np.column_stack(wide)
"""

DESIGN = '''

def design(rows, clip, knots):
    """The columns of a linear model."""
    return np.column_stack([block(k, rows[:, k], clip, knots) for k in range(X.shape[1])])


def block(k, x, clip, knots):
    """One column as columns; scales, knots and levels are those of `X`, learned from."""
    filled = X[~np.isnan(X[:, k]), k]
    holes = [np.isnan(x)] if len(filled) < len(X) else []
    if k in LEVELS:  # with the code of rare and unseen ones
        own = [*holes, *(x == code for code in np.unique(filled) if code < LEVELS[k])]
        return np.column_stack([*own, sum(own, np.zeros(len(x))) == 0])
    centre, scale = np.median(filled), filled.std() or 1.0
    scaled = np.clip((np.where(np.isnan(x), centre, x) - centre) / scale, -clip, clip)
'''
DESIGN_BENT = """\
    steps = np.clip((filled - centre) / scale, -clip, clip)
    steps = np.unique(np.quantile(steps, np.linspace(0, 1, knots))) if knots else []
    if len(steps) >= 4 and np.ptp(steps) >= 1e-6:
        scaled = np.clip(scaled, steps[0], steps[-1])
        steps = np.r_[[steps[0]] * 3, steps, [steps[-1]] * 3]
        return np.column_stack([BSpline.design_matrix(scaled, steps, 3).toarray(), *holes])
"""
DESIGN_END = """\
    return np.column_stack([scaled, *holes])
"""

_LOGISTIC = '''

def additive(clip, knots):
    """How a model whose columns add up is learned. strength: the inverse of the penalty."""

    def fit(rows, y, weight, setting):
        share, strength = setting
        told = {"l1_ratio": share, "solver": "saga"} if share else {}
        model = LogisticRegression(C=strength, tol=1e-6, max_iter=10_000, **told)
        model.fit(design(rows, clip, knots), y, sample_weight=weight)
'''
ADDITIVE = {
    "numbers": '''

def additive(clip, knots):
    """How a model whose columns add up is learned: ridge regression, or an elastic net."""

    def fit(rows, y, weight, setting):
        share, penalty = setting
        model = Ridge(alpha=penalty)
        if share:
            each = penalty / weight.sum()
            model = ElasticNet(alpha=each, l1_ratio=share, tol=1e-9, max_iter=100_000)
        model.fit(design(rows, clip, knots), y, sample_weight=weight)
        return lambda rows: model.predict(design(rows, clip, knots))[:, None]

    return fit
''',
    "two classes": _LOGISTIC
    + """\
        return lambda rows: model.decision_function(design(rows, clip, knots))[:, None]

    return fit
""",
    "classes": _LOGISTIC
    + """\

        def scores(rows):
            found = model.decision_function(design(rows, clip, knots))
            found = found if found.ndim > 1 else np.column_stack([0 * found, found])
            every = np.full((len(rows), len(CLASSES)), -10.0)  # a class that none of them had
            every[:, model.classes_.astype(int)] = found
            return every

        return scores

    return fit
""",
}

TREES = '''

def trees(parameters):
    """How trees that mend one another are learned; numbers on a scale around one."""

    def fit(rows, y, weight, setting):
        count, rate, seed = setting
        centre, size = (0.0, 1.0) if CLASSES else (np.average(y, weights=weight), y.std() or 1.0)
        label = y if CLASSES else np.round((y - centre) / size * 2**16) / 2**16
        quiet = {"verbosity": -1, "num_threads": 1, "feature_pre_filter": False}
        data = lightgbm.Dataset(rows, label, weight=weight, params=quiet)
        data.set_categorical_feature(CATEGORIES)
        model = lightgbm.Booster({**parameters, "learning_rate": rate, "seed": seed}, data)
        for _ in range(5000):  # a round that finds no split adds no tree
            if model.current_iteration() < count:
                model.update()

        def score(rows):
            return centre + size * model.predict(rows, raw_score=True).reshape(len(rows), -1)

        return score

    return fit
'''

LEARN = """

table = read(TABLE)
keys = fingerprints(table)
"""
TARGET = {
    "texts": """\
y = cells(table, TARGET).str.strip()
y = y.map({name: k for k, name in enumerate(CLASSES)}).to_numpy(float)
""",
    "names": """\
y = names(cells(table, TARGET))
y = y.map({name: k for k, name in enumerate(CLASSES)}).to_numpy(float)
""",
    "numbers": """\
y = cells(table, TARGET).to_numpy()
""",
}
ORDER = """\
order = np.lexsort((np.arange(len(keys)), keys))
"""
MOST = """\
order = order[:1_000_000]  # more are not learned from
"""
WEIGHT = {
    True: """\
weight = cells(table, WEIGHT).to_numpy()
order = order[np.isfinite(y[order]) & np.isfinite(weight[order]) & (weight[order] > 0)]
weight = weight[order] / weight[order].mean()
""",
    False: """\
order = order[np.isfinite(y[order])]
weight = np.ones(len(order))
""",
}
ROWS = """\
rows, keys, y = table.iloc[order], keys[order], y[order]
learned = ~vault(rows, keys, y)
rows, keys, y, weight = rows[learned], keys[learned], y[learned], weight[learned]
X = features(rows)
"""
PARTED = {
    True: """\
part = parts(rows, keys, y)
""",
    False: """\
part = np.zeros(len(y))  # one model that learns from all of them
""",
}
MODELS = """\
models = []
for name, fit, share in MEMBERS:
    for k, setting in SETTINGS[name].items():
        model = fit(X[part != k], y[part != k], weight[part != k], setting)
        models.append((share / len(SETTINGS[name]), model))


def score(rows):
    return sum(share * model(rows) for share, model in models)
"""
KNOWN = """

gap = np.abs(score(np.array([KNOWN_ROW], dtype=float))[0] - KNOWN_SCORE).max()
if gap > 0.01 * (1 if CLASSES else y.std()):
    print("This is not the same model: other rows, or other versions?", file=sys.stderr)

scores = score(features(read(ROWS)))
"""
PROBABILITY = {
    "two classes": """\
p = 1 / (1 + np.exp(-calibrated[:, 0]))
p = np.column_stack([1 - p, p])
""",
    "isotonic": """\
p = np.interp(scores[:, 0], STEPS["score"], STEPS["probability"])
p = np.column_stack([1 - p, p])
""",
    "classes": """\
p = np.exp(calibrated - calibrated.max(axis=1, keepdims=True))
p = p / p.sum(axis=1, keepdims=True)
""",
}
DECIDED = {
    "classes": """\
cost = p @ PRICES  # what each choice is expected to cost
choice, expected = cost.argmin(axis=1), cost.min(axis=1)
decision = [WORDS[k] for k in choice]
""",
    "numbers": """\
point = scores[:, 0]
k = np.searchsorted(EDGES, point, side="right")
expected, decision = COST[k], "act"
""",
}
REVIEWED = {
    "classes": """\
asked = REVIEW + REVIEW_ERROR * (p @ (PRICES.sum(axis=1) / (len(CLASSES) - 1)))
""",
    "numbers": """\
asked = REVIEW + REVIEW_ERROR * expected
""",
    "end": """\
decision, expected = np.where(asked < expected, "review", decision), np.minimum(asked, expected)
""",
}
TOLD = {
    "classes": """\
told = {"prediction": [CLASSES[k] for k in p.argmax(axis=1)]}
told |= {f"p_{name}": p[:, k] for k, name in enumerate(CLASSES)}
""",
    "numbers": """\
told = {"prediction": point + MOVE[k], "low": point + LOW[k], "high": point + HIGH[k]}
""",
    "decision": """\
told |= {"decision": decision, "expected_cost": expected}
""",
    "choice": """\
told |= {"choice": [CLASSES[k] for k in choice]}
""",
    "end": """\
told |= {f"score_{k}": score for k, score in enumerate(scores.T)}  # uncalibrated
pd.DataFrame(told).to_csv(sys.stdout, index=False)
""",
}
