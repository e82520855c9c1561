"""A folder or a glob: its files of one ending, one below the other, in the order of their paths."""

from glob import glob
from hashlib import sha256
from pathlib import Path

from gardefou.core.errors import GardefouError
from gardefou.core.words import say
from gardefou.table.source import Asked, Loaded, Part, Source, existing, known_endings, loaded_file


def _takes(given: object) -> bool:
    if not isinstance(given, str | Path):
        return False
    path = Path(given)
    return path.is_dir() or (not path.exists() and any(sign in str(given) for sign in "*?["))


def _load(asked: Asked) -> Loaded:
    files = _files(Path(asked.given))
    fingerprint = sha256()
    parts: list[Part] = []
    notes: list[str] = []
    for file in files:
        one = loaded_file(asked, file)
        fingerprint.update(f"{one.sha256}\n".encode())
        parts += one.parts
        notes += one.notes
    notes.append(say("table.many", count=len(files)))
    digest = fingerprint.hexdigest()
    return Loaded(str(asked.given), tuple(parts), digest, tuple(notes), one.separator)


def _files(asked: Path) -> list[Path]:
    """The files meant, sorted; hidden ones, and those no source reads, left aside."""
    found = asked.iterdir() if asked.is_dir() else map(Path, glob(str(asked), recursive=True))
    seen = sorted(path for path in found if path.is_file() and path.name[0] not in "._")
    known = [path for path in seen if path.suffix.lower() in known_endings()]
    endings = sorted({path.suffix.lower() for path in known})
    if not known:
        what = say("table.no_files", path=asked)
        names = [path.name for path in seen]
        raise GardefouError(what, seen=names, remedy=say("table.no_files_remedy"))
    if len(endings) > 1:
        what = say("table.several_kinds", path=asked)
        remedy = say("table.several_kinds_remedy", ending=endings[0])
        raise GardefouError(what, seen=endings, remedy=remedy)
    return [existing(path) for path in known]


many = Source("many", _load, takes=_takes)
