"""A model as an ONNX graph: from cells of a table to scores, probabilities or numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.errors import GardefouError
from gardefou.core.need import Task
from gardefou.core.words import say
from gardefou.learners.boosting import Boosted
from gardefou.learners.calibrate import Calibrator
from gardefou.learners.encode import ColumnCode
from gardefou.learners.exports.pieces import Bars, Curve, Grid, pieces_of
from gardefou.learners.mixture import Mixture
from gardefou.learners.model import Model
from gardefou.learners.one_decision import bins_of
from gardefou.learners.recipe import Fitted

Array = NDArray[Any]

_ML = "ai.onnx.ml"
_VERSIONS = {"": 17, _ML: 3}  # of operators: old enough for runtimes of 2022
_FORMAT = 8  # of the file, which came with those


def graph(model: Model) -> bytes:
    """The graph as a file. A `GardefouError` where it cannot hold the model.

    One input for each column, named like it, shape (rows, 1): numbers as doubles, NaN where empty;
    categories as texts, "" where empty. Outputs: `score`, shape (rows, outputs), uncalibrated;
    `probability`, shape (rows, classes), or `prediction`, shape (rows, 1). Where a column has such
    a name, the output has one more `_` at its end.
    """
    refuse(model)
    made = _Graph(_mark(model.encoder.columns))
    columns = {code.column: made.features(code) for code in model.encoder.codes}
    score = _score(made, model, [columns[name] for name in model.encoder.columns])
    outputs = {"score": score, **_answers(made, model, score)}
    return made.file(model, outputs)


def refuse(model: Model) -> None:
    """A `GardefouError` with the first reason why no graph holds this model."""
    try:
        import onnx  # noqa: F401
    except ImportError:
        raise GardefouError(say("export.onnx.absent"), remedy=say("export.onnx.install")) from None
    for code in model.encoder.codes:
        if code.way not in ("number", "category"):
            raise _cannot(f"export.onnx.{code.way}", column=code.column)
    for recipe, _, fitted in _parts(model):
        if pieces_of(fitted) is None and not isinstance(fitted, Boosted):
            raise _cannot("export.onnx.recipe", recipe=recipe)


def _cannot(key: str, **values: object) -> GardefouError:
    return GardefouError(say(key, **values), remedy=say("export.script.remedy"))


def _mark(names: Sequence[str]) -> str:
    mark = "·"
    while any(name.startswith(mark) for name in names):
        mark += "·"
    return mark


@dataclass
class _Graph:
    """Nodes and constants; a step gives the name of what it computes.

    mark: what these names begin with and no name of a column does.
    """

    mark: str
    inputs: list[Any] = field(default_factory=list)
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def constant(self, value: object) -> str:
        """A constant: doubles or whole numbers."""
        from onnx import numpy_helper

        array = np.ascontiguousarray(value)
        name = self._name(len(self.constants), "constant")
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def step(self, kind: str, *given: object, domain: str = "", **how: Any) -> str:
        """The result of an operator; arrays among what it is given become constants."""
        from onnx import helper

        names = [each if isinstance(each, str) else self.constant(each) for each in given]
        name = self._name(len(self.nodes), "step")
        self.nodes.append(helper.make_node(kind, names, [name], domain=domain, **how))
        return name

    def _name(self, number: int, what: str) -> str:
        return f"{self.mark}{what} {number}"

    def features(self, code: ColumnCode) -> str:
        """The input of a column, and its feature, shape (rows, 1): a number or a code."""
        from onnx import TensorProto, helper

        categorical = code.way == "category"
        kind = TensorProto.STRING if categorical else TensorProto.DOUBLE
        self.inputs.append(helper.make_tensor_value_info(code.column, kind, ["rows", 1]))
        if not categorical:
            bounded = self.step("Clip", code.column, np.float64(code.low), np.float64(code.high))
            return self.step("Where", self.step("IsInf", code.column), bounded, code.column)
        pooled = len(code.levels)
        keys = {level: k for k, level in enumerate(code.levels)} | {"": pooled + 1}
        return self.step(
            "LabelEncoder",
            code.column,
            domain=_ML,
            keys_strings=list(keys),
            values_int64s=list(keys.values()),
            default_int64=pooled,
        )

    def cell(self, number: str, edges: Array) -> str:
        """Into which cell a number falls, shape (rows,); the last one is for holes."""
        above = self.step("Cast", self.step("Greater", number, edges[None]), to=_whole())
        cell = self.step("ReduceSum", above, np.array([1]), keepdims=0)
        hole = self.step("Squeeze", self.step("IsNaN", number), np.array([1]))
        return self.step("Where", hole, np.int64(len(edges) + 1), cell)

    def curve(self, number: str, curve: Curve) -> str:
        """What a number adds, shape (rows, outputs)."""
        edges = curve.edges if len(curve.edges) else np.array([np.inf])
        powers = curve.powers if len(curve.edges) else np.repeat(curve.powers, 2, axis=0)
        hole = np.zeros_like(powers[:1])
        hole[0, 0] = curve.empty
        powers = np.concatenate([powers, hole])
        cell = self.cell(number, edges)
        total = self.step("Gather", powers[:, -1], cell)
        if powers.shape[1] == 1:
            return total
        begins = np.concatenate([edges[:1], edges, edges[:1]])[:, None]
        step = self.step("Sub", number, self.step("Gather", begins, cell))
        step = self.step("Where", self.step("IsNaN", number), np.float64(0), step)
        for power in range(powers.shape[1] - 2, -1, -1):
            total = self.step("Mul", total, step)
            total = self.step("Add", total, self.step("Gather", powers[:, power], cell))
        return total

    def file(self, model: Model, outputs: Mapping[str, str]) -> bytes:
        """The whole as a file."""
        from onnx import TensorProto, helper

        shown = []
        for output, name in outputs.items():
            free = output
            while free in model.encoder.columns:
                free += "_"
            self.nodes.append(helper.make_node("Identity", [name], [free]))
            shown.append(helper.make_tensor_value_info(free, TensorProto.DOUBLE, ["rows", None]))
        made = helper.make_graph(self.nodes, "gardefou", self.inputs, shown, self.constants)
        versions = [helper.make_opsetid(name, version) for name, version in _VERSIONS.items()]
        whole = helper.make_model(
            made, opset_imports=versions, ir_version=_FORMAT, producer_name="gardefou"
        )
        helper.set_model_props(whole, {f"class {k}": n for k, n in enumerate(model.need.classes)})
        return bytes(whole.SerializeToString(deterministic=True))


def _whole() -> int:
    from onnx import TensorProto

    return int(TensorProto.INT64)


def _parts(model: Model) -> list[tuple[str, float, Fitted]]:
    """The recipes of a model, their shares, and what they fitted."""
    if isinstance(model.fitted, Mixture):
        return [(part.recipe, part.weight, part.fitted) for part in model.fitted.parts]
    return [(model.recipe, 1.0, model.fitted)]


def _score(made: _Graph, model: Model, columns: Sequence[str]) -> str:
    every = [
        made.step("Mul", _of_one(made, fitted, columns, model.encoder.codes), np.float64(share))
        for _, share, fitted in _parts(model)
    ]
    return made.step("Sum", *every)


def _of_one(
    made: _Graph, fitted: Fitted, columns: Sequence[str], codes: Sequence[ColumnCode]
) -> str:
    if isinstance(fitted, Boosted):
        return _of_trees(made, fitted, columns, codes)
    pieces = pieces_of(fitted)
    assert pieces is not None
    total = made.step("Identity", pieces.constant[None])
    for part in (*pieces.alone, *pieces.together):
        total = made.step("Add", total, _added(made, part, columns))
    return total


def _added(made: _Graph, part: Curve | Bars | Grid, columns: Sequence[str]) -> str:
    """What a part adds, shape (rows, outputs)."""
    if isinstance(part, Curve):
        return made.curve(columns[part.feature], part)
    if isinstance(part, Bars):
        levels = np.concatenate([part.levels, part.empty[None]])
        return made.step("Gather", levels, _flat(made, columns[part.feature]))
    first, second = (
        made.cell(columns[f], edges) if len(edges) + 2 == size else _flat(made, columns[f])
        for f, edges, size in zip(part.features, part.edges, part.table.shape[:2], strict=True)
    )
    wide = np.int64(part.table.shape[1])
    cell = made.step("Add", made.step("Mul", first, wide), second)
    return made.step("Gather", part.table.reshape(-1, part.table.shape[2]), cell)


def _flat(made: _Graph, column: str) -> str:
    return made.step("Squeeze", column, np.array([1]))


def _answers(made: _Graph, model: Model, score: str) -> dict[str, str]:
    if model.residuals is not None:
        bins = bins_of(model.residuals, model.need)
        above = made.step("GreaterOrEqual", score, np.array([bins.edges or (np.inf,)]))
        place = made.step("Cast", above, to=_whole())
        place = made.step("ReduceSum", place, np.array([1]), keepdims=0)
        move = made.step("Gather", np.array(bins.move)[:, None], place)
        return {"prediction": made.step("Add", score, move)}
    assert model.calibrator is not None
    return {"probability": _probability(made, model.calibrator, score)}


def _probability(made: _Graph, calibrator: Calibrator, score: str) -> str:
    if calibrator.way == "isotonic":
        p = made.curve(score, _steps(calibrator.knots["x"], calibrator.knots["y"]))
    else:
        moved = made.step("Mul", score, np.float64(calibrator.scale))
        moved = made.step("Add", moved, np.float64(calibrator.shift))
        if calibrator.task is Task.MULTICLASS:
            return made.step("Softmax", moved, axis=1)
        p = made.step("Sigmoid", moved)
    return made.step("Concat", made.step("Sub", np.float64(1), p), p, axis=1)


def _steps(x: Array, y: Array) -> Curve:
    """The line through knots, flat beyond them."""
    slope = np.diff(y) / np.diff(x)
    levels = np.column_stack([np.append(y[0], y), [0, *slope, 0]])
    return Curve(0, np.asarray(x), levels[:, :, None], np.zeros(1))


def _of_trees(
    made: _Graph, model: Boosted, columns: Sequence[str], codes: Sequence[ColumnCode]
) -> str:
    """The score of trees; a hole among codes becomes NaN, as they want it."""
    numbers = [
        _as_number(made, name, code) if code.way == "category" else name
        for name, code in zip(columns, codes, strict=True)
    ]
    matrix = made.step("Concat", *numbers, axis=1)
    trees = model.booster.dump_model()["tree_info"]
    told = _ensemble([tree["tree_structure"] for tree in trees], model.outputs)
    score = made.step("TreeEnsembleRegressor", matrix, domain=_ML, **told)
    return made.step("Add", made.step("Cast", score, to=_double()), np.float64(model.centre))


def _double() -> int:
    from onnx import TensorProto

    return int(TensorProto.DOUBLE)


def _as_number(made: _Graph, name: str, code: ColumnCode) -> str:
    number = made.step("Cast", name, to=_double())
    hole = made.step("Equal", name, np.int64(len(code.levels) + 1))
    return made.step("Where", hole, np.float64(np.nan), number)


Node = dict[str, Any]


def _ensemble(trees: Iterable[Mapping[str, Any]], outputs: int) -> dict[str, Any]:
    """The attributes that describe trees, node by node."""
    from onnx import numpy_helper

    nodes: list[Node] = []
    leaves: list[tuple[int, int, int, float]] = []
    for number, tree in enumerate(trees):
        made = list(_nodes(tree))
        nodes += [{"treeids": number, "nodeids": k, **node} for k, node in enumerate(made)]
        leaves += [
            (number, k, number % outputs, node["leaf"])
            for k, node in enumerate(made)
            if node["modes"] == "LEAF"
        ]
    tree_of, node_of, target_of, weights = zip(*leaves, strict=True)
    names = ("treeids", "nodeids", "featureids", "modes", "truenodeids", "falsenodeids")
    told: dict[str, Any] = {f"nodes_{name}": [node[name] for node in nodes] for name in names}
    values = np.array([node["values"] for node in nodes], dtype=float)
    return {
        **told,
        "nodes_missing_value_tracks_true": [node["tracks"] for node in nodes],
        "nodes_values_as_tensor": numpy_helper.from_array(values),
        "target_treeids": tree_of,
        "target_nodeids": node_of,
        "target_ids": target_of,
        "target_weights_as_tensor": numpy_helper.from_array(np.array(weights, dtype=float)),
        "n_targets": outputs,
    }


def _nodes(tree: Mapping[str, Any]) -> Iterator[Node]:
    """The nodes of a tree, its root first; a split by a set of codes is a chain of nodes."""
    flat: list[Node] = []
    _grow(tree, flat)
    yield from flat


def _grow(tree: Mapping[str, Any], flat: list[Node]) -> int:
    """Add a tree to the nodes; the number of its root."""
    start = len(flat)
    if "split_feature" not in tree:
        leaf = {"leaf": float(tree["leaf_value"]), "modes": "LEAF"}
        flat.append({**_NOTHING, **leaf})
        return start
    tests = list(_tests(tree))
    flat += [{**_NOTHING, "featureids": int(tree["split_feature"]), **test} for test in tests]
    left = _grow(tree["left_child"], flat)
    right = _grow(tree["right_child"], flat)
    for place in range(start, start + len(tests)):
        last = place == start + len(tests) - 1
        flat[place] |= {"truenodeids": left, "falsenodeids": right if last else place + 1}
    return start


_NOTHING = {"featureids": 0, "values": 0.0, "truenodeids": 0, "falsenodeids": 0, "tracks": 0}


def _tests(tree: Mapping[str, Any]) -> Iterator[Node]:
    """What a split asks; a hole counts as 0 where the column had none when it was learned."""
    if tree["decision_type"] == "==":
        for code in str(tree["threshold"]).split("||"):
            yield {"modes": "BRANCH_EQ", "values": float(code)}
        return
    cut = float(tree["threshold"])
    left = bool(tree["default_left"]) if tree["missing_type"] == "NaN" else cut >= 0
    yield {"modes": "BRANCH_LEQ", "values": cut, "tracks": int(left)}
