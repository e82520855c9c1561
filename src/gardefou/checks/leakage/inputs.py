"""Which columns two tables are compared by, when rows of one are sought in the other."""

from gardefou.checks.shift.judged import names_rows
from gardefou.core.need import Need
from gardefou.need.names import name_words, word_set
from gardefou.table.frame import Coded, Sample

_IDS = word_set("id ids uid uuid guid nbr identifier identifiant matricule")


def compared_inputs(need: Need, here: Sample, there: Sample) -> list[str]:
    """The features of both tables but those that label rows, in which copies may differ, by name.

    here, there: samples with the same columns of the same kinds.
    """
    common = set(here.frame.names) & set(there.frame.names) - need.not_features
    return sorted(name for name in common if not (labels(here, name) or labels(there, name)))


def labels(sample: Sample, name: str) -> bool:
    """Whether a column numbers rows, or names each in one word."""
    cells = sample.frame[name]
    if not names_rows(sample, name):
        return False
    if not isinstance(cells, Coded) or not _IDS.isdisjoint(name_words(name)):
        return True
    filled = int((cells.codes >= 0).sum())
    wordy = sum(" " in level.strip() or len(level) > 40 for level in cells.levels)
    return len(cells.levels) >= 0.99 * filled and wordy <= 0.05 * len(cells.levels)
