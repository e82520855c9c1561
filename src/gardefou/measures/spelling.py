"""How words are written: what differs only in its dress, and what is one slip away."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_JOINTS = re.compile(r"[\s\-_./,;:'’`´\"()*]+")
_WORDS = re.compile(r"[^\W\d_]+")
_REST = re.compile(r"[\d+<>=%#&$€£@]|-(?=\d|$)")
_ROMAN = re.compile(r"[ivxlcdm]+")
_NOT = ("un", "in", "im", "il", "ir", "de", "re", "co", "bi", "ex", "en", "a", "e")
_OPPOSITES = (
    *(("east", "west"), ("north", "south"), ("hyper", "hypo"), ("inter", "intra")),
    *(("micro", "macro"), ("mater", "pater"), ("inner", "outer"), ("internal", "external")),
    *(("in", "out"), ("im", "ex"), ("up", "down"), ("fe", ""), ("wo", ""), ("mon", "sun")),
    *(("tues", "thurs"), ("pre", "post"), ("first", "last")),
)
_ENDINGS = frozenset({"", "a", "o", "e"})


def folded(text: str) -> str:
    """A text without case, accents, and signs between letters; figures stay as they are.

    Minus at the end stays too, as in a rating.

    >>> folded("Saint-Étienne "), folded("SAINT ETIENNE"), folded("10-12"), folded("BBB-")
    ('saintetienne', 'saintetienne', '10-12', 'bbb-')
    """
    plain = _unaccented(text.strip()).casefold()
    return _JOINTS.sub(lambda found: _joint(plain, found), plain)


def _joint(text: str, found: re.Match[str]) -> str:
    """What is left of signs: nothing beside a letter, all of them between figures."""
    left, right = text[: found.start()][-1:], text[found.end() :][:1]
    if not right:
        return "-" if found.group().endswith("-") else (found.group() if left.isdigit() else "")
    if right.isdigit() and (not left or left.isdigit()):
        return " ".join(found.group().split()) or " "
    return ""


def _unaccented(text: str) -> str:
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFD", text)
    kept = [
        sign
        for before, sign in zip(" " + parts, parts, strict=False)
        if not (unicodedata.combining(sign) and before.isascii() and before.isalpha())
    ]
    return unicodedata.normalize("NFC", "".join(kept))


def distance(a: str, b: str, most: int = 2) -> int:
    """Slips between two texts, at most `most` + 1: signs left out, put in, taken for another.

    Two neighbours that changed places are one slip.
    Source: Damerau 1964, doi:10.1145/363958.363994; each part of a text is changed but once.

    >>> distance("valid", "vaild"), distance("found", "fell")
    (1, 3)
    """
    if abs(len(a) - len(b)) > most:
        return most + 1
    a, b = _middle(a, b)
    if not a or not b:
        return min(max(len(a), len(b)), most + 1)
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, sign in enumerate(a, start=1):
        new = [i]
        for j, other in enumerate(b, start=1):
            best = min(row[j] + 1, new[-1] + 1, row[j - 1] + (sign != other))
            if i > 1 and j > 1 and sign == b[j - 2] and a[i - 2] == other:
                best = min(best, before[j - 2] + 1)
            new.append(best)
        if min(new) > most and min(row) > most:
            return most + 1
        before, row = row, new
    return min(row[-1], most + 1)


def _middle(a: str, b: str) -> tuple[str, str]:
    """Both texts without what they begin and end with in common."""
    start, shorter = 0, min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        start += 1
    end = 0
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    return a[start : len(a) - end], b[start : len(b) - end]


@dataclass(frozen=True)
class Doubt:
    """How far a spelling must stand back to be called a slip; reasons in inconsistent_spelling.

    common: rows of the right spelling. times: how many times as many rows as the wrong one. again:
    rows of the wrong one at most. letters, letters_two: of the shortest word that differs, for one
    slip and for two. swarm: so many different spellings about one common word say that slips are
    usual there; then `again` counts no more, and swarm_letters, swarm_letters_two are enough.
    tail: share of the rare spellings that are near a common one, below which rare words are
    nothing special, and only tail_letters are enough. kin: share of the common words that are
    near another, above which nothing is said of slips.
    """

    common: int = 20
    times: float = 20.0
    again: int = 2
    letters: int = 5
    letters_two: int = 9
    swarm: int = 5
    swarm_letters: int = 3
    swarm_letters_two: int = 6
    tail: float = 0.3
    tail_letters: int = 8
    kin: float = 0.1
    most_common: int = 500
    most_rare: int = 5000


DOUBT = Doubt()


def dressed(counts: Mapping[str, int], *, letters: int = 3, rows: int = 3) -> dict[str, str]:
    """Spellings that differ from a commoner one only in case, accents, spaces or signs.

    counts: rows by text. letters: that a text must have, one more beside figures, as L(L)3 and
    LL3 may be two things; "no" and "NO" are told from two letters on. rows: of the commoner one.

    >>> dressed({"Paris": 9, "PARIS": 2, "A": 4, "a": 1, "10-2": 1, "102": 1})
    {'PARIS': 'Paris'}
    """
    alike = defaultdict(list)
    for text in counts:
        alike[folded(text)].append(text)
    found: dict[str, str] = {}
    for key, texts in alike.items():
        best = min(texts, key=lambda text: (-counts[text], text))
        if len(texts) > 1 and counts[best] >= rows and _speaks(key, texts, letters):
            found |= {text: best for text in texts if text != best}
    return dict(sorted(found.items()))


def _speaks(key: str, texts: Sequence[str], letters: int) -> bool:
    """Whether there is word enough."""
    if all(text in (text.lower(), text.upper(), text.title()) for text in texts):
        letters -= len({text.casefold() for text in texts}) == 1
    return sum(map(str.isalpha, key)) >= letters + any(map(str.isdigit, key))


def spellings(
    counts: Mapping[str, int], doubt: Doubt = DOUBT, *, slips: bool = True
) -> dict[str, str]:
    """Wrong spellings with the right ones: of `misspelt`, unless slips is false, and `dressed`.

    >>> spellings({"Fell": 900, "Fall": 1, "FELL": 3, "found": 400, "foudn": 1})
    {'FELL': 'Fell', 'foudn': 'found'}
    """
    wrong = misspelt(counts, doubt) if slips else {}
    for text, right in dressed(counts).items():
        wrong.setdefault(text, wrong.get(right, right))
    return dict(sorted((text, right) for text, right in wrong.items() if text != right))


def misspelt(counts: Mapping[str, int], doubt: Doubt = DOUBT) -> dict[str, str]:
    """Rare spellings that are a slip or two from a far commoner one.

    counts: rows by text. Figures, and words of another meaning (see `may_be_slip`) are spared.

    >>> misspelt({"birmingham": 60, "boaz": 30, "birminghxm": 1, "dothan": 25})
    {'birminghxm': 'birmingham'}
    """
    ranked = sorted(counts, key=lambda text: (-counts[text], text))
    heads, near = _heads(counts, ranked, doubt)
    if not heads or not near:
        return {}
    if _kinship(heads) > doubt.kin:
        return {}
    rare = sum(counts[text] * doubt.times <= counts[heads[0]] for text in ranked)
    around = Counter(head for head, _ in near.values())
    usual = len(near) >= doubt.tail * min(rare, doubt.most_rare)
    return {
        text: head
        for text, (head, slips) in sorted(near.items())
        if _enough(text, head, slips, doubt, swarm=around[head] >= doubt.swarm, usual=usual)
        and (counts[text] <= doubt.again or around[head] >= doubt.swarm)
    }


def _heads(
    counts: Mapping[str, int], ranked: Sequence[str], doubt: Doubt
) -> tuple[list[str], dict[str, tuple[str, int]]]:
    """Common words of their own, and of each other spelling the head it is near: (head, slips).

    ranked: the commonest first, so that a head is known before what is near it.
    """
    common = [text for text in ranked if counts[text] >= doubt.common][: doubt.most_common]
    beside = {
        common[i]
        for i, j, _ in _neighbours(common, common)
        if counts[common[i]] * doubt.times <= counts[common[j]]
    }
    heads = [text for text in common if text not in beside]
    rare = sorted(set(ranked) - set(heads), key=lambda text: (-counts[text], text))
    near: dict[str, tuple[int, int]] = {}
    for i, j, slips in _neighbours(rare[: doubt.most_rare], heads):
        far = counts[rare[i]] * doubt.times <= counts[heads[j]]
        if far and may_be_slip(_small(rare[i]), _small(heads[j])):
            near[rare[i]] = min(near.get(rare[i], (slips, j)), (slips, j))
    return heads, {text: (heads[j], slips) for text, (slips, j) in near.items()}


def _kinship(heads: Sequence[str]) -> float:
    """Share of common words that have another one a slip away."""
    kin = {
        i
        for i, j, slips in _neighbours(heads, heads)
        if slips == 1 and may_be_slip(_small(heads[i]), _small(heads[j]))
    }
    return len(kin) / len(heads)


def _enough(text: str, right: str, slips: int, doubt: Doubt, *, swarm: bool, usual: bool) -> bool:
    """Whether the word that differs is long enough for so many slips."""
    letters = _shortest_change(text, right)
    if swarm:
        return letters >= (doubt.swarm_letters if slips == 1 else doubt.swarm_letters_two)
    if not usual:
        return slips == 1 and letters >= doubt.tail_letters
    return letters >= (doubt.letters if slips == 1 else doubt.letters_two)


def _neighbours(
    texts: Sequence[str], others: Sequence[str], most: int = 2
) -> Iterator[tuple[int, int, int]]:
    """(number among texts, number among others, slips) of pairs that differ by a few slips.

    Only texts with the same figures are put side by side.
    """
    mine, theirs = [list(map(_small, each)) for each in (texts, others)]
    by_figures = defaultdict(list)
    for j, text in enumerate(theirs):
        by_figures[_figures(text)].append(j)
    rows = defaultdict(list)
    for i, text in enumerate(mine):
        rows[_figures(text)].append(i)
    for figures in rows.keys() & by_figures.keys():
        yield from _close(mine, rows[figures], theirs, by_figures[figures], most)


def _close(
    mine: Sequence[str],
    rows: Sequence[int],
    theirs: Sequence[str],
    columns: Sequence[int],
    most: int,
) -> Iterator[tuple[int, int, int]]:
    """As `_neighbours`. Letters are counted first, as a slip changes at most two counts by one."""
    counts = _letter_counts([mine[i] for i in rows])
    targets = _letter_counts([theirs[j] for j in columns])
    for start in range(0, len(rows), 256):
        gaps = np.abs(counts[start : start + 256, None] - targets[None]).sum(axis=2)
        for a, b in zip(*np.nonzero(gaps <= 2 * most), strict=True):
            i, j = rows[start + a], columns[b]
            slips = distance(mine[i], theirs[j], most)
            if 0 < slips <= most:
                yield i, j, slips


def _small(text: str) -> str:
    return _unaccented(text).casefold()


def _figures(text: str) -> tuple[str, ...]:
    return tuple(_REST.findall(text))


def _letter_counts(texts: Sequence[str]) -> Array:
    made = np.zeros((len(texts), 32), dtype=np.int16)
    for row, text in enumerate(texts):
        signs = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32) % 32
        made[row] = np.bincount(signs, minlength=32)
    return made


def may_be_slip(text: str, right: str) -> bool:
    """Whether a difference may be a slip of the hand, and not another meaning.

    Other figures or signs of order, roman numbers, a word and its opposite, and the endings of
    the sexes are no slips. Both texts in small letters.

    >>> may_be_slip("heart attaxk", "heart attack"), may_be_slip("a12", "a13")
    (True, False)
    >>> may_be_slip("unmarried", "married"), may_be_slip("type ii", "type iii")
    (False, False)
    """
    if _figures(text) != _figures(right):
        return False
    return not any(_differs(a, b) for a, b in _changes(text, right))


def _changes(text: str, right: str) -> tuple[tuple[str, str], ...]:
    """The words that differ, side by side; all letters as one word where the words do not match."""
    words, others = _WORDS.findall(text), _WORDS.findall(right)
    if len(words) != len(others):
        return (("".join(words), "".join(others)),)
    return tuple((a, b) for a, b in zip(words, others, strict=True) if a != b)


def _shortest_change(text: str, right: str) -> int:
    """Letters of the shortest word that differs; of all where only the signs do."""
    changes = _changes(_small(text), _small(right))
    return min((min(len(a), len(b)) for a, b in changes), default=len(right))


def _differs(a: str, b: str) -> bool:
    """Whether two words are known to mean different things."""
    if _ROMAN.fullmatch(a) and _ROMAN.fullmatch(b):
        return True
    if any(f"{prefix}{a}" == b or f"{prefix}{b}" == a for prefix in _NOT):
        return True
    one, other = _middle(a, b)
    at_end = a.endswith(one) and b.endswith(other)
    if at_end and len(a) > 3 and {one, other} <= _ENDINGS:
        return True
    return any(
        a.replace(x, y, 1) == b or b.replace(x, y, 1) == a for x, y in _OPPOSITES if x in a + b
    )
