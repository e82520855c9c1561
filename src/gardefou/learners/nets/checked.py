"""A net as plain data and back; whatever comes from a file is checked before it is used."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from gardefou.learners.nets.embed import Inputs
from gardefou.learners.nets.forward import Net
from gardefou.learners.nets.settings import Activation

Array = NDArray[Any]

_WHOLE = frozenset({"numbers", "bin_number", "holed", "hot", "hot_levels", "coded", "coded_levels"})
_MOST_LAYERS = 20
_MOST_LEVELS = 2**20


def plain_net(net: Net) -> tuple[dict[str, object], dict[str, Array]]:
    """What a net is, as JSON and as arrays."""
    meta: dict[str, object] = {"activation": net.activation, "layers": net.layers}
    inputs = {f"inputs {name}": array for name, array in vars(net.inputs).items()}
    weights = {f"weights {name}": array for name, array in net.arrays.items()}
    return meta, {"usual": net.usual, **inputs, **weights}


def net_of(meta: Mapping[str, Any], arrays: Mapping[str, Array]) -> Net:
    """The net that `plain_net` wrote; a ValueError or KeyError where it cannot be one."""
    layers, activation = int(meta["layers"]), str(meta["activation"])
    _demand(0 <= layers <= _MOST_LAYERS, "number of layers")
    _demand(activation in get_args(Activation), "activation")
    usual = np.asarray(arrays["usual"], dtype=float)
    _demand(usual.ndim == 1, "usual row")
    inputs = _inputs(arrays, len(usual))
    start = "weights "
    weights = {
        name.removeprefix(start): _real(array)
        for name, array in arrays.items()
        if name.startswith(start)
    }
    net = Net(inputs, activation, layers, usual, weights)
    _refuse_misshapen(net)
    return net


def _inputs(arrays: Mapping[str, Array], features: int) -> Inputs:
    found = {}
    for each in fields(Inputs):
        array = arrays[f"inputs {each.name}"]
        _demand(array.ndim == 1, each.name)
        whole = each.name in _WHOLE
        _demand(not whole or array.dtype.kind == "i", each.name)
        found[each.name] = array.astype("int64") if whole else _real(array).astype(float)
    inputs = Inputs(**found)
    for name in ("numbers", "holed", "hot", "coded"):
        _demand(_within(found[name], features), name)
    _demand(_within(inputs.bin_number, len(inputs.numbers)), "bins")
    for name in ("hot_levels", "coded_levels"):
        _demand(_within(found[name] - 1, _MOST_LEVELS), name)
    same = (
        (inputs.numbers, inputs.centre, inputs.scale),
        (inputs.bin_number, inputs.bin_low, inputs.bin_width),
        (inputs.hot, inputs.hot_levels),
        (inputs.coded, inputs.coded_levels),
    )
    _demand(all(len({len(each) for each in group}) == 1 for group in same), "lengths")
    _demand(bool((inputs.scale > 0).all() and (inputs.bin_width > 0).all()), "scales")
    return inputs


def _refuse_misshapen(net: Net) -> None:
    """Every layer must fit on the one before it."""
    arrays, inputs = net.arrays, net.inputs
    for place, levels in enumerate(inputs.coded_levels.tolist()):
        table = arrays[f"levels_{place}"]
        _demand(table.ndim == 2 and len(table) == levels, "levels")
    if "mix" in arrays:
        shape = arrays["mix"].shape
        _demand(len(shape) == 3 and shape[0] == len(inputs.numbers), "mix")
        both = arrays["frequency"].shape, arrays["phase"].shape
        _demand(both == (shape[:2], shape[:2]), "waves")
    _demand(int(inputs.hot_levels.sum()) <= _MOST_LEVELS, "one-hot levels")
    members, wide = arrays["weight_0"].shape[0], len(net.owners)
    for layer in range(net.layers + 1):
        weight = arrays[f"weight_{layer}"]
        _demand(weight.ndim == 3 and weight.shape[:2] == (members, wide), "weights")
        wide = weight.shape[2]
        beside = [f"{kind}_{layer}" for kind in ("bias", "gain", "shift")]
        known = [arrays[name].shape for name in beside if name in arrays]
        _demand(known in ([(members, 1, wide)], 3 * [(members, 1, wide)]), "biases")
    _demand(members > 0 and wide > 0, "scores")


def _within(array: Array, end: int) -> bool:
    return bool(((array >= 0) & (array < end)).all())


def _real(array: Array) -> Array:
    """Finite numbers, or it is no net."""
    _demand(array.dtype.kind == "f" and bool(np.isfinite(array).all()), "numbers")
    return array


def _demand(right: object, what: str) -> None:
    if not right:
        raise ValueError(f"not a net: {what}")
