import io
import json
import pickle
import re
import zipfile

import numpy as np
import pytest

from gardefou.core.errors import GardefouError
from gardefou.core.need import Columns, Cost, Need, Task
from gardefou.core.table import Column
from gardefou.learners.bundle import read_bundle, write_bundle
from gardefou.learners.calibrate import Calibrator
from gardefou.learners.conformal import learn_residuals
from gardefou.learners.encode import learn_encoder
from gardefou.learners.model import Model
from gardefou.learners.recipe import RECIPES
from learners.invented import frame, problem


def model(name="linear", task=Task.BINARY):
    given = problem(task)
    fitted = RECIPES[name].fit(given, given, None)
    classes = {Task.BINARY: ("no", "yes"), Task.MULTICLASS: ("a", "b", "c")}.get(task, ())
    prices = {
        Task.BINARY: Cost(missed=5.0, false_alarm=1.0, review=0.2),
        Task.REGRESSION: Cost(under=3.0, over=1.0),
        Task.MULTICLASS: Cost(confusion={a: {b: 1.0 for b in "abc" if b != a} for a in "abc"}),
    }
    need = Need(
        target="y",
        task=task,
        classes=classes,
        positive="yes" if task is Task.BINARY else None,
        cost=prices[task],
        columns=Columns(id=("row",)),
    )
    kinds = frame().kinds
    columns = tuple(Column(name, kinds[name], "stored") for name in kinds)
    numbers = task is Task.REGRESSION
    calibrator = None if numbers else Calibrator(task)
    residuals = learn_residuals(fitted.raw(given.matrix)[:, 0], given.y) if numbers else None
    encoder = learn_encoder(frame())
    return Model(need, columns, encoder, name, True, fitted, calibrator, residuals)


@pytest.fixture
def bundle(tmp_path):
    path = tmp_path / "model.gardefou"
    write_bundle(model("boosted"), path, {"verdict": "go"})
    return path


def _rewritten(path, change):
    """The bundle with its members changed by `change(members)`."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def _resigned(path, name, data):
    """A member changed and the manifest made to agree: what a careful forger does."""
    import hashlib

    def change(members):
        manifest = json.loads(members["manifest.json"])
        members[name] = data
        manifest["members"][name] = hashlib.sha256(data).hexdigest()
        members["manifest.json"] = json.dumps(manifest).encode()

    _rewritten(path, change)


def _refusal(path):
    with pytest.raises(GardefouError) as refused:
        read_bundle(path)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("task", list(Task))
@pytest.mark.parametrize("name", [each.name for each in RECIPES if each.raced])
def test_what_was_written_is_read(tmp_path, name, task):
    why = RECIPES[name].refuses(problem(task))
    if why:
        pytest.skip(why)
    given, path = model(name, task), tmp_path / "m.gardefou"
    write_bundle(given, path, {})
    again, rows = read_bundle(path), frame(50, seed=9)
    before, after = given.predict(rows), again.predict(rows)
    assert list(before) == list(after)
    for column, values in before.items():
        if isinstance(values, list):
            assert values == after[column]
        else:
            assert np.allclose(values, after[column])
    assert again.reasons(rows) == given.reasons(rows)


def test_the_same_model_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_bundle(model(), tmp_path / name, {})
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_no_row_of_the_table_is_in_it(tmp_path):
    write_bundle(model(), tmp_path / "m", {})
    with zipfile.ZipFile(tmp_path / "m") as archive:
        golden = json.loads(archive.read("golden.json"))
    seen = frame()["x"]
    assert len(golden["raw"]) == 20
    assert not np.isin([v for v in golden["rows"]["x"] if v is not None], seen).any()


def test_a_changed_member_is_refused(bundle):
    def change(members):
        members["booster_0.txt"] = members["booster_0.txt"].replace(b"leaf_value=", b"leaf_value=9")

    _rewritten(bundle, change)
    assert "booster_0.txt was changed" in _refusal(bundle)


def test_a_member_outside_is_refused(bundle):
    _rewritten(bundle, lambda members: members.update({"../evil.txt": b"x"}))
    assert "evil" in _refusal(bundle)


def test_a_member_that_the_manifest_lacks_is_refused(bundle):
    _rewritten(bundle, lambda members: members.update({"booster_7.txt": b"tree\n"}))
    _refusal(bundle)


def test_a_member_of_ten_gigabytes_is_refused_unread(bundle):
    with zipfile.ZipFile(bundle, "a", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo("booster_9.txt")
        archive.writestr(info, b"0")
        info.file_size = 10 * 2**30
    assert "bytes unpacked" in _refusal(bundle)


def test_columns_of_another_kind_than_their_code_are_refused(bundle):
    def change(members):
        manifest = json.loads(members["manifest.json"])
        manifest["columns"][0]["kind"] = "text"
        members["manifest.json"] = json.dumps(manifest).encode()

    _rewritten(bundle, change)
    assert "columns" in _refusal(bundle)


def test_an_encoder_that_cannot_be_is_refused(bundle):
    with zipfile.ZipFile(bundle) as archive:
        codes = json.loads(archive.read("encoders.json"))
    codes[0]["way"] = "spell"
    _resigned(bundle, "encoders.json", json.dumps(codes).encode())
    assert "spell" in _refusal(bundle)


def test_a_pickle_is_refused(bundle):
    class Evil:
        def __reduce__(self):
            return print, ("pwned",)

    data = io.BytesIO()
    np.savez(data, **{"fitted x": np.array([Evil()], dtype=object)})
    _resigned(bundle, "arrays.npz", data.getvalue())
    assert "object" in _refusal(bundle)


def test_a_pickle_under_another_name_is_refused(bundle):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("fitted x.npy", pickle.dumps([1]))
    _resigned(bundle, "arrays.npz", data.getvalue())
    _refusal(bundle)


def test_an_array_that_claims_to_be_huge_is_refused(bundle):
    data = io.BytesIO()
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,), }"
    header += b" " * (118 - len(header) - 1) + b"\n"
    npy = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("fitted x.npy", npy)
    _resigned(bundle, "arrays.npz", data.getvalue())
    assert "99999999999" in _refusal(bundle)


def test_other_answers_than_when_it_was_made_are_refused(bundle):
    with zipfile.ZipFile(bundle) as archive:
        text = archive.read("booster_0.txt").decode()
    lines = [
        "leaf_value=" + " ".join("9" for _ in line.split())
        if line.startswith("leaf_value=")
        else line
        for line in text.splitlines()
    ]
    _resigned(bundle, "booster_0.txt", ("\n".join(lines) + "\n").encode())
    _refusal(bundle)


TREE_LIES = [
    ("split_feature=", lambda v: ["99999"] * len(v)),
    ("left_child=", lambda v: ["0"] * len(v)),
    ("right_child=", lambda v: ["77"] * len(v)),
    ("threshold=", lambda v: v[:-1]),
    ("num_leaves=", lambda v: ["1000000"]),
    ("num_cat=", lambda v: ["5"]),
    ("leaf_value=", lambda v: [*v, "1"]),
    ("is_linear=", lambda v: ["1"]),
]


@pytest.mark.parametrize(("line", "lie"), TREE_LIES)
def test_trees_that_point_elsewhere_never_reach_their_reader(bundle, line, lie):
    with zipfile.ZipFile(bundle) as archive:
        text = archive.read("booster_0.txt").decode()
    head, first, rest = re.split(r"(?=Tree=[01]\n)", text, maxsplit=2)
    at = first.index(line) + len(line)
    end = first.index("\n", at)
    lied = first[:at] + " ".join(lie(first[at:end].split())) + first[end:]
    head = head.replace(f"tree_sizes={len(first)} ", f"tree_sizes={len(lied)} ")
    _resigned(bundle, "booster_0.txt", (head + lied + rest).encode())
    assert "TreeTextError" in _refusal(bundle)


@pytest.mark.parametrize("junk", [b"", b"PK\x03\x04", b"\x80\x04junk", b"x" * 1000])
def test_junk_is_refused(tmp_path, junk):
    path = tmp_path / "m.gardefou"
    path.write_bytes(junk)
    _refusal(path)


def test_no_bundle_says_what_to_do(tmp_path):
    assert "gardefou train" in _refusal(tmp_path / "none")
