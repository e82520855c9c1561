"""Names of columns, made different from one another; the raw name wherever that is possible."""

from collections.abc import Sequence

from gardefou.core.words import say


def settled(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names, each once and none empty, and a note for each that had to be changed.

    >>> settled(["a", "a", " "])[0]
    ('a', 'a.1', 'column_3')
    """
    taken: set[str] = set()
    known = set(names)
    made: list[str] = []
    notes: list[str] = []
    nameless: list[str] = []
    for number, name in enumerate(names, start=1):
        wanted = new = name if name.strip() else f"column_{number}"
        count = 0
        while new in taken or (count and new in known):
            count += 1
            new = f"{wanted}.{count}"
        taken.add(new)
        made.append(new)
        if wanted != name:
            nameless.append(new)
        elif new != name:
            notes.append(say("table.renamed", name=name, number=number, new=new))
    if nameless:
        notes.append(say("table.unnamed", names=", ".join(nameless)))
    return tuple(made), tuple(notes)
