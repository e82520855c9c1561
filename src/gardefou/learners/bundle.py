"""The bundle: a model as a zip of plain data, refused unless every part is what it claims."""

import hashlib
import io
import json
import os
import re
import zipfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gardefou.core.errors import GardefouError
from gardefou.core.need import Columns, Cost, Need, People, Task
from gardefou.core.table import Column, Kind
from gardefou.core.words import say
from gardefou.learners import code_json
from gardefou.learners.calibrate import Calibrator
from gardefou.learners.conformal import Residuals
from gardefou.learners.encode import Encoder, synthetic
from gardefou.learners.mixture import Mixture
from gardefou.learners.model import Model
from gardefou.learners.recipe import RECIPES, Packed
from gardefou.learners.tree_text import check_trees
from gardefou.table.frame import Coded, Frame
from gardefou.version import __version__

Array = NDArray[Any]

FORMAT = "gardefou bundle"
VERSION = 2
"""Of the layout; 2: forests hold steps to the right child, not places."""
_MEMBER = re.compile(
    r"(manifest|encoders|golden)\.json|arrays\.npz|(part_\d_)?booster_\d{1,3}\.txt"
)
_DTYPES = frozenset({"<f8", "<f4", "<i8", "<i4", "|b1"})
_MOST_BYTES = 256 * 2**20  # of a member and of all together, unpacked
_MOST_CELLS = 2**25  # of an array
_GOLDEN_ROWS = 20


def write_bundle(model: Model, path: Path, told: Mapping[str, object]) -> None:
    """Write the bundle, whole or not at all. told: what else the manifest should say."""
    packed = model.fitted.pack()
    members = {
        "encoders.json": _json(code_json.as_json(model.encoder)),
        "arrays.npz": _npz(_arrays(model, packed)),
        "golden.json": _json(_golden(model)),
        **{name: text.encode() for name, text in packed.texts.items()},
    }
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "gardefou": __version__,
        **_described(model, packed),
        **told,
        "members": {name: hashlib.sha256(data).hexdigest() for name, data in members.items()},
    }
    part = path.with_name(path.name + ".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"manifest.json": _json(manifest), **members}.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    os.replace(part, path)


def _described(model: Model, packed: Packed) -> dict[str, object]:
    need, calibrator = model.need, model.calibrator
    return {
        "task": need.task,
        "target": need.target,
        "classes": list(need.classes),
        "positive": need.positive,
        "question": need.question,
        "id": list(need.columns.id),
        "cost": asdict(need.cost),
        "coverage": need.people.coverage,
        "assumed": list(need.assumed),
        "columns": [{**asdict(column), "kind": column.kind.value} for column in model.columns],
        "recipe": model.recipe,
        "readable": model.readable,
        "fitted": packed.meta,
        "calibrator": None
        if calibrator is None
        else {"way": calibrator.way, "scale": calibrator.scale, "shift": calibrator.shift},
    }


def _arrays(model: Model, packed: Packed) -> dict[str, Array]:
    arrays = {f"fitted {name}": array for name, array in packed.arrays.items()}
    if model.calibrator is not None:
        arrays |= {f"calibrator {name}": knot for name, knot in model.calibrator.knots.items()}
    if model.residuals is not None:
        arrays |= {f"residuals {name}": array for name, array in vars(model.residuals).items()}
    return arrays


def _npz(arrays: Mapping[str, Array]) -> bytes:
    """An .npz with fixed dates, so that the same model gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            data = io.BytesIO()
            np.lib.format.write_array(data, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(name + ".npy"), data.getvalue())
    return out.getvalue()


def _golden(model: Model) -> dict[str, object]:
    """Invented rows and their answers, replayed when the bundle is read."""
    rows = synthetic(model.encoder, _GOLDEN_ROWS, np.random.default_rng(20))
    cells = {
        name: values.texts() if isinstance(values, Coded) else [_plain(v) for v in values]
        for name, values in rows.columns.items()
    }
    return {"rows": cells, "raw": model.raw(_from_cells(cells, model.encoder)).tolist()}


def _from_cells(cells: Mapping[str, list[Any]], encoder: Encoder) -> Frame:
    columns: dict[str, Any] = {}
    for code in encoder.codes:
        values = cells[code.column]
        if code.way in ("category", "text"):
            levels = tuple(sorted({value for value in values if value is not None}))
            place = {level: number for number, level in enumerate(levels)}
            codes = [-1 if value is None else place[value] for value in values]
            columns[code.column] = Coded(np.array(codes, dtype="int32"), levels)
        else:
            columns[code.column] = np.array([np.nan if v is None else v for v in values], float)
    return Frame(columns, {code.column: code.kind for code in encoder.codes}, _GOLDEN_ROWS)


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass")


def read_bundle(path: Path) -> Model:
    """The model of a bundle; a GardefouError with one line where anything is not what it claims."""
    try:
        members = _members(path)
        manifest = _manifest(members)
        model = _model(manifest, members)
        _replay(model, json.loads(members["golden.json"]))
    except GardefouError:
        raise
    except FileNotFoundError as gone:
        raise GardefouError(
            say("learners.bundle.none"), seen=str(path), remedy=say("learners.bundle.train")
        ) from gone
    except Exception as broken:  # whatever a hostile file breaks, the answer is the same
        raise _refused(f"{type(broken).__name__}: {broken}") from broken
    return model


def _refused(seen: str) -> GardefouError:
    return GardefouError(
        say("learners.bundle.refused"), seen=seen[:200], remedy=say("learners.bundle.again")
    )


def _members(path: Path) -> dict[str, bytes]:
    """Every member, names and sizes checked before anything is unpacked."""
    if path.stat().st_size > _MOST_BYTES:
        raise _refused(f"{path.stat().st_size} bytes")
    if not zipfile.is_zipfile(path):
        raise _refused("no zip file")
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        names = [info.filename for info in infos]
        strange = [name for name in names if not _MEMBER.fullmatch(name)]
        if strange or len(set(names)) < len(names) or len(names) > 200:
            raise _refused(f"members {strange or names}")
        if sum(info.file_size for info in infos) > _MOST_BYTES:
            raise _refused(f"{sum(info.file_size for info in infos)} bytes unpacked")
        return {info.filename: _bounded(archive, info) for info in infos}


def _bounded(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The member's bytes, read no further than it said it would be."""
    with archive.open(info) as file:
        data = file.read(info.file_size + 1)
    if len(data) != info.file_size:
        raise _refused(f"{info.filename} is not as long as it says")
    return data


def _manifest(members: Mapping[str, bytes]) -> dict[str, Any]:
    manifest = json.loads(members["manifest.json"])
    if manifest.get("format") != FORMAT or manifest.get("version") != VERSION:
        raise _refused(f"format {manifest.get('format')!r}, version {manifest.get('version')!r}")
    stated = manifest["members"]
    if set(stated) | {"manifest.json"} != set(members):
        raise _refused("members that the manifest does not list, or lacks")
    for name, digest in stated.items():
        if hashlib.sha256(members[name]).hexdigest() != digest:
            raise _refused(f"{name} was changed")
    return dict(manifest)


def _model(manifest: Mapping[str, Any], members: Mapping[str, bytes]) -> Model:
    arrays = _load_arrays(members["arrays.npz"])
    texts = {name: data.decode() for name, data in members.items() if name.endswith(".txt")}
    encoder = code_json.from_json(json.loads(members["encoders.json"]))
    outputs = len(manifest["classes"]) if manifest["task"] == Task.MULTICLASS else 1
    for text in texts.values():
        check_trees(text, features=len(encoder.features), outputs=outputs)
    recipe = RECIPES[str(manifest["recipe"])]
    packed = Packed(manifest["fitted"], _part(arrays, "fitted"), texts)
    residuals = _part(arrays, "residuals")
    columns = tuple(Column(**{**each, "kind": Kind(each["kind"])}) for each in manifest["columns"])
    listed = {(column.name, column.kind) for column in columns}
    if not {(code.column, code.kind) for code in encoder.codes} <= listed:
        raise _refused("columns that the manifest does not list")
    fitted = recipe.unpack(packed)
    return Model(
        need=_need(manifest),
        columns=columns,
        encoder=encoder,
        recipe=recipe.name,
        readable=fitted.readable if isinstance(fitted, Mixture) else recipe.readable,
        fitted=fitted,
        calibrator=_calibrator(manifest, _part(arrays, "calibrator")),
        residuals=Residuals(**residuals) if residuals else None,
    )


def _need(manifest: Mapping[str, Any]) -> Need:
    return Need(
        target=manifest["target"],
        question=manifest["question"],
        task=Task(manifest["task"]),
        positive=manifest["positive"],
        classes=tuple(manifest["classes"]),
        cost=Cost(**manifest["cost"]),
        columns=Columns(id=tuple(manifest["id"])),
        people=People(coverage=float(manifest["coverage"])),
        assumed=tuple(manifest["assumed"]),
    )


def _calibrator(manifest: Mapping[str, Any], knots: Mapping[str, Array]) -> Calibrator | None:
    kept = manifest["calibrator"]
    if kept is None:
        return None
    scale, shift = float(kept["scale"]), float(kept["shift"])
    return Calibrator(Task(manifest["task"]), str(kept["way"]), scale, shift, knots)


def _part(arrays: Mapping[str, Array], name: str) -> dict[str, Array]:
    start = name + " "
    return {
        key.removeprefix(start): value for key, value in arrays.items() if key.startswith(start)
    }


def _load_arrays(data: bytes) -> dict[str, Array]:
    """The arrays; dtype and shape are checked in each header before its cells are read."""
    arrays: dict[str, Array] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(info.file_size for info in archive.infolist()) > _MOST_BYTES:
            raise _refused("arrays too large")
        for info in archive.infolist():
            raw = _bounded(archive, info)
            _check_header(info.filename, raw)
            array = np.lib.format.read_array(io.BytesIO(raw), allow_pickle=False)
            arrays[info.filename.removesuffix(".npy")] = array
    return arrays


def _check_header(name: str, raw: bytes) -> None:
    file = io.BytesIO(raw)
    version = np.lib.format.read_magic(file)
    read = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    shape, _, dtype = read[version](file, max_header_size=10_000)
    if dtype.str not in _DTYPES or int(np.prod(shape, dtype=float)) > _MOST_CELLS:
        raise _refused(f"array {name} of {dtype} and shape {shape}")


def _replay(model: Model, golden: Mapping[str, Any], *, tolerance: float = 1e-6) -> None:
    """Ask the golden rows again; another answer refuses the bundle."""
    again = model.raw(_from_cells(golden["rows"], model.encoder))
    stated = np.asarray(golden["raw"], dtype=float)
    if stated.shape != again.shape or not np.allclose(again, stated, tolerance, tolerance):
        raise _refused("golden rows are answered otherwise than when it was made")
