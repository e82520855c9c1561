from datetime import UTC, date, datetime

import numpy as np

from gardefou.core.table import Column, Kind
from gardefou.learners.encode import learn_encoder
from gardefou.learners.one_encoding import row_encoder
from gardefou.table.engine import open_table
from gardefou.table.frame import Coded, Frame
from learners.invented import frame

WORDS = ("red", "green", "a", "very", "old", "house", "by", "the", "sea", "was", "sold", "new")


def _rows(count=60, seed=0):
    """Cells as a program has them, in a table with every kind of column."""
    rng = np.random.default_rng(seed)
    rows = []
    for n in range(count):
        began = datetime(2019, 1, 1, tzinfo=UTC).timestamp() + round(rng.random() * 1e8)
        row = {
            "amount": round(float(rng.normal()), 3),
            "wide": int(rng.integers(0, 99)),
            "place": ("east", "north", "west")[rng.integers(3)],
            "paid": bool(rng.integers(2)),
            "began": datetime.fromtimestamp(began, UTC).replace(tzinfo=None),
            "ended": datetime.fromtimestamp(began + n * 4000, UTC).replace(tzinfo=None),
            "note": " ".join(rng.choice(WORDS, 10)) + f" {n}",
        }
        rows.append({name: None if rng.random() < 0.1 else cell for name, cell in row.items()})
    return rows


def _opened(rows):
    import pyarrow as pa

    return open_table(pa.table({name: [row[name] for row in rows] for name in rows[0]}))


def test_one_row_is_as_a_row_of_a_table():
    rows = _rows()
    with _opened(rows) as engine:
        columns = engine.table.columns
        frame = engine.read(columns)
    encoder = learn_encoder(frame)
    assert {code.way for code in encoder.codes} == {"number", "category", "time", "age", "text"}
    one = row_encoder(encoder, columns)
    made = np.array([one(row) for row in rows])
    assert np.array_equal(made, encoder.encode(frame).values, equal_nan=True)


def test_the_same_cells_in_other_clothes_are_the_same():
    rows = _rows()
    with _opened(rows) as engine:
        encoder = learn_encoder(engine.read(engine.table.columns))
    one = row_encoder(encoder)
    told = next(row for row in rows if None not in row.values())
    epoch = datetime(1970, 1, 1)
    others = (
        {name: str(cell) for name, cell in told.items()},
        {**told, "began": told["began"].isoformat(), "paid": float(told["paid"])},
        {**told, "began": (told["began"] - epoch).total_seconds(), "wide": f" {told['wide']} "},
        {**told, "began": np.datetime64(told["began"]), "amount": np.float32(told["amount"])},
    )
    for other in others:
        assert np.allclose(one(other), one(told), rtol=1e-6)


def test_whatever_is_not_there_is_a_hole():
    encoder = learn_encoder(frame())
    one = row_encoder(encoder)
    empty = [{}, {"x": None, "place": ""}, {"x": float("nan"), "place": "  "}, {"x": "much"}]
    for row in empty:
        assert np.isnan(one(row)).all(), row


def test_unseen_and_unheard_of_values_are_bounded():
    encoder = learn_encoder(frame())
    values = dict(
        zip(
            encoder.columns,
            row_encoder(encoder)(
                {"x": float("inf"), "noise": -1e300, "place": "nowhere", "stranger": 1}
            ),
            strict=True,
        )
    )
    assert values["x"] == next(code.high for code in encoder.codes if code.column == "x")
    assert values["noise"] == -1e100
    assert values["place"] == 3.0


def test_the_style_of_a_column_is_kept_to():
    days = np.arange(40.0) * 86400
    encoder = learn_encoder(Frame({"d": days}, {"d": Kind.TIME}))
    column = Column("d", Kind.TIME, "VARCHAR %d/%m/%Y", from_text=True)
    told = row_encoder(encoder, [column])({"d": "02/01/1970"})
    assert told == row_encoder(encoder)({"d": date(1970, 1, 2)})


def test_levels_are_looked_up_as_they_stand():
    cells = Coded(np.array([0, 1] * 10, dtype="int32"), ("1", "2"))
    one = row_encoder(learn_encoder(Frame({"c": cells}, {"c": Kind.TEXT})))
    assert [one({"c": cell}) for cell in (1, 2.0, "2", " 2")] == [[0.0], [1.0], [1.0], [2.0]]
