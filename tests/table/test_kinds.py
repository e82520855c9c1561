import duckdb
import pytest

from gardefou.core.table import Column, Kind
from gardefou.table.kinds import converted, stored_kind, way

TYPES = {
    "TINYINT": Kind.NUMBER,
    "UBIGINT": Kind.NUMBER,
    "INTEGER": Kind.NUMBER,
    "HUGEINT": Kind.NUMBER,
    "DECIMAL(18,3)": Kind.NUMBER,
    "FLOAT": Kind.NUMBER,
    "DOUBLE": Kind.NUMBER,
    "TIME": Kind.NUMBER,
    "INTERVAL": Kind.NUMBER,
    "DATE": Kind.TIME,
    "TIMESTAMP": Kind.TIME,
    "TIMESTAMP_NS": Kind.TIME,
    "TIMESTAMP WITH TIME ZONE": Kind.TIME,
    "BOOLEAN": Kind.BOOLEAN,
    "VARCHAR": Kind.TEXT,
    "UUID": Kind.TEXT,
    "ENUM('a', 'b')": Kind.TEXT,
    '"NULL"': Kind.TEXT,
    "BLOB": Kind.OTHER,
    "BIT": Kind.OTHER,
    "JSON": Kind.OTHER,
    "INTEGER[]": Kind.OTHER,
    "VARCHAR[3]": Kind.OTHER,
    "STRUCT(a INTEGER)": Kind.OTHER,
    "MAP(VARCHAR, INTEGER)": Kind.OTHER,
}


@pytest.mark.parametrize(("stored", "kind"), TYPES.items())
def test_every_type_has_a_kind(stored, kind):
    assert stored_kind(stored) is kind


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("'nan'::DOUBLE", None),
        ("'nan'::FLOAT", None),
        ("'inf'::DOUBLE", float("inf")),
        ("1.50::DECIMAL(5,2)", 1.5),
        ("TIME '12:30:00'", 45000.0),
        ("INTERVAL '1 day 2 seconds'", 86402.0),
        ("170141183460469231731687303715884105727::HUGEINT", 2.0**127),
        ("''", None),
        ("' a '", " a "),
        ("'\t\u00a0 '", None),
        ("'x'::BLOB", ""),
        ("[1]", ""),
        ("'infinity'::DATE", None),
        ("DATE '2020-01-01'", "2020-01-01 00:00:00"),
        ("TIMESTAMPTZ '2020-01-01 10:00:00+02'", "2020-01-01 08:00:00"),
        ("'2020-01-01'::TIMESTAMP_NS", "2020-01-01 00:00:00"),
    ],
)
def test_typed_cells_of_stored_types(value, expected):
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW v AS SELECT {value} AS s0")
        stored = connection.execute("DESCRIBE v").fetchall()[0][1]
        sql = way("a", stored, "s0", None).typed
        cell = connection.execute(f"SELECT {sql} FROM v").fetchall()[0][0]
    assert (str(cell) if isinstance(expected, str) else cell) == expected


def _read(here, wanted, cell, raw="NULL"):
    with duckdb.connect() as connection:
        query = f"SELECT {converted(here, wanted, 0)} FROM (SELECT {cell} AS c0, {raw} AS r0)"
        return connection.execute(query).fetchall()[0][0]


TEXT = Column("a", Kind.TEXT, "VARCHAR")
NUMBER = Column("a", Kind.NUMBER, "DOUBLE")
TIME = Column("a", Kind.TIME, "TIMESTAMP")
BOOLEAN = Column("a", Kind.BOOLEAN, "BOOLEAN")
DIGITS = Column("a", Kind.NUMBER, "VARCHAR", from_text=True)


@pytest.mark.parametrize(
    ("here", "wanted", "cell", "raw", "expected"),
    [
        (TEXT, NUMBER, "'12'", "'12'", 12.0),
        (TEXT, NUMBER, "'x'", "'x'", None),
        (NUMBER, TEXT, "1.0", "NULL", "1"),
        (NUMBER, TEXT, "1.5", "NULL", "1.5"),
        (NUMBER, TEXT, "NULL::DOUBLE", "NULL", None),
        (NUMBER, TEXT, "'inf'::DOUBLE", "NULL", "inf"),
        (DIGITS, TEXT, "1234", "'01234'", "01234"),
        (DIGITS, NUMBER, "1234", "'01234'", 1234.0),
        (BOOLEAN, TEXT, "true", "NULL", "true"),
        (BOOLEAN, NUMBER, "true", "NULL", 1.0),
        (NUMBER, BOOLEAN, "1.0", "NULL", True),
        (NUMBER, BOOLEAN, "2.0", "NULL", None),
        (TEXT, BOOLEAN, "'False'", "'False'", False),
        (TEXT, TIME, "'2020-01-01'", "'2020-01-01'", 1577836800.0),
        (TIME, TIME, "TIMESTAMP '2020-01-01'", "NULL", 1577836800.0),
        (TIME, TEXT, "TIMESTAMP '2020-01-01'", "NULL", "2020-01-01 00:00:00"),
        (TIME, NUMBER, "TIMESTAMP '2020-01-01'", "NULL", None),
        (NUMBER, TIME, "2020.0", "NULL", None),
    ],
)
def test_a_column_read_as_another_was(here, wanted, cell, raw, expected):
    assert _read(here, wanted, cell, raw) == expected


def test_the_style_of_training_reads_what_alone_is_ambiguous():
    european = Column("a", Kind.TIME, "VARCHAR %d/%m/%Y", from_text=True)
    assert _read(TEXT, european, "'02/01/2020'", "'02/01/2020'") == 1577923200.0
    comma = Column("a", Kind.NUMBER, "VARCHAR 1,5", from_text=True)
    assert _read(TEXT, comma, "'1,234'", "'1,234'") == 1.234


def test_a_forged_style_never_reaches_sql():
    forged = Column("a", Kind.TIME, "VARCHAR '); DROP TABLE x; --", from_text=True)
    assert "DROP" not in converted(TEXT, forged, 0)
