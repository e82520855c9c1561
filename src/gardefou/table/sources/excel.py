"""Workbooks (xlsx, xlsm, xlsb, xls, ods): one sheet, its first row the names."""

import logging
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from gardefou.core.errors import GardefouError, nearest
from gardefou.core.words import plain, say
from gardefou.table.arrows import part_of
from gardefou.table.encoding import refuse_junk
from gardefou.table.source import Asked, Loaded, Source, sha256_of

_BOOKS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")


def _load(asked: Asked) -> Loaded:
    path = Path(asked.given)
    _refuse_other_zips(path)
    book = _opened(path)
    sheet, notes = _sheet(book.sheet_names, asked.reading.sheet, path)
    table = _table(book, sheet, path)
    return Loaded(str(asked.given), (part_of(table),), sha256_of(path), notes)


def _refuse_other_zips(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(4)
    if head != b"PK\x03\x04":
        return
    try:
        with ZipFile(path) as archive:
            members = archive.namelist()
    except BadZipFile:
        raise _damaged(path, "") from None
    if not any(member in _BOOKS for member in members):
        refuse_junk(path, head, most=1.0)


def _opened(path: Path) -> Any:
    import fastexcel

    logging.getLogger("fastexcel").setLevel(logging.ERROR)  # an empty column is no news
    try:
        return fastexcel.read_excel(path)
    except (fastexcel.FastExcelError, OSError) as error:
        raise _damaged(path, str(error).splitlines()[0]) from None


def _sheet(sheets: list[str], wanted: str | None, path: Path) -> tuple[str, tuple[str, ...]]:
    if wanted is not None:
        if wanted not in sheets:
            what = say("table.no_sheet", path=path.name, name=wanted)
            raise GardefouError(what, remedy=plain(nearest(wanted, sheets), most=300))
        return wanted, ()
    if not sheets:
        raise _damaged(path, say("table.no_sheets"))
    if len(sheets) == 1:
        return sheets[0], ()
    note = say("table.first_sheet", path=path.name, name=sheets[0], count=len(sheets))
    return sheets[0], (note,)


def _table(book: Any, sheet: str, path: Path) -> Any:
    """The rows below the first that holds anything, in the types that the workbook gave them."""
    import fastexcel
    import pyarrow as pa

    try:
        first = book.load_sheet(sheet, header_row=None, n_rows=1, dtypes="string").to_arrow()
        if not len(first):
            raise GardefouError(say("table.empty_sheet", path=path.name, name=sheet))
        rest = book.load_sheet(sheet, header_row=None, skip_rows=1, schema_sample_rows=None)
        cells = rest.to_arrow()
    except fastexcel.FastExcelError as error:
        raise _damaged(path, str(error).splitlines()[0]) from None
    names = [str(column[0].as_py() or "") for column in first.columns]
    columns = list(cells.columns) or [pa.array([], pa.string())] * len(names)
    names += [""] * (len(columns) - len(names))
    return pa.Table.from_arrays(columns, names=names[: len(columns)])


def _damaged(path: Path, seen: str) -> GardefouError:
    what = say("table.damaged", path=path.name, kind="Excel")
    return GardefouError(what, seen=seen, remedy=say("table.damaged_remedy"))


excel = Source(
    "excel",
    _load,
    endings=(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    magic=(b"PK\x03\x04", b"\xd0\xcf\x11\xe0"),
)
