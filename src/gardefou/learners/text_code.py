"""A text as a bag: which words and runs of letters it holds, those of few texts weighing more."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_TOKEN = re.compile(r"[^\W\d]+|\d+|[^\w\s]")  # a word, a number, or one sign
_DIGIT = re.compile(r"\d")
_LONGEST = 5000  # characters of a text that are read
_LONGEST_WORD = 30
_RUNS = (2, 3)  # letters in a run
_REACH = 3.0  # each half of a bag is as far from nothing as 9 scaled numbers are together


@dataclass(frozen=True)
class Bag:
    """What is counted in a text. weights: of each word, then of each run of letters.

    A run begins or ends with a space where its word does. Figures count as 0: what a number looks
    like tells much, which number it is names a thing or a person.
    """

    words: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()

    @property
    def parts(self) -> Iterator[str]:
        """What each place of the bag holds, in words."""
        yield from (f"word “{word}”" for word in self.words)
        yield from (f"letters “{run}”" for run in self.letters)


NO_BAG = Bag()
"""Of a column that is no text."""

Weighed = tuple[int, int, Mapping[int, float]]
"""Of a text: its characters, its words, and the weight of each place of the bag it has."""


def learn_bag(
    texts: Sequence[str],
    counts: Sequence[int],
    *,
    fewest: int,
    most: int,
    most_texts: int = 10_000,
    most_common: float = 0.9,
    prose: float = 8.0,
    of_short: int = 25,
) -> Bag:
    """The bag of these different texts, each in `counts` rows; it looks at no target.

    fewest: words and runs of letters in fewer rows are left out, so that no bundle tells of a
    person. most: of them together, the most frequent ones, seven in ten of them words.
    most_texts: as many are read at most, evenly out of the sorted ones; what 10,000 texts hardly
    ever have is not among the most frequent. most_common: what stands in nearly every text says
    nothing. prose: texts of fewer different words are names, titles or codes; more than
    `of_short` words for each of an average one, or letters, made models worse on such.
    """
    step = -(-len(texts) // most_texts) if len(texts) else 1
    words: Counter[str] = Counter()
    letters: Counter[str] = Counter()
    rows = 0
    runs_of = lru_cache(100_000)(_runs)
    for text, count in zip(texts[::step], counts[::step], strict=True):
        tokens = set(_tokens(text))
        rows += count
        for token in tokens:
            words[token] += count
        for run in {run for token in tokens for run in runs_of(token)}:
            letters[run] += count
    size = words.total() / max(rows, 1)
    is_prose = size >= prose
    bounds = (fewest, most_common * rows)
    kept = _commonest(
        words, bounds, most * 7 // 10 if is_prose else min(most, int(of_short * size))
    )
    runs = _commonest(letters, bounds, most - most * 7 // 10 if is_prose else 0)
    weights = (log((1 + rows) / (1 + n)) + 1 for n in (*kept.values(), *runs.values()))
    return Bag(tuple(kept), tuple(runs), tuple(weights))


def _commonest(found: Counter[str], bounds: tuple[float, float], most: int) -> dict[str, int]:
    low, high = bounds
    known = sorted((-n, each) for each, n in found.items() if low <= n <= high)
    return {each: -n for n, each in known[:most]}


def _tokens(text: str) -> list[str]:
    plain = _DIGIT.sub("0", text[:_LONGEST].casefold())
    return [token[:_LONGEST_WORD] for token in _TOKEN.findall(plain)]


def _runs(token: str) -> list[str]:
    if not token.isalnum():
        return []
    padded = f" {token} "
    return [padded[i : i + size] for size in _RUNS for i in range(len(padded) - size + 1)]


def weigher(bag: Bag) -> Callable[[str], Weighed]:
    """What weighs the words and letters of a text.

    The first time a word is there counts 1, the n-th adds little: 1 + log(n) in all. Words and
    letters are each brought to one length, so that a long text says no more than a short one.
    Source: Salton and Buckley 1988, doi:10.1016/0306-4573(88)90021-0
    """
    word_at = {word: place for place, word in enumerate(bag.words)}
    run_at = {run: place for place, run in enumerate(bag.letters, len(bag.words))}
    first_run = len(bag.words)

    @lru_cache(100_000)
    def places(token: str) -> tuple[int, ...]:
        word = [word_at[token]] if token in word_at else []
        return (*word, *(run_at[run] for run in _runs(token) if run in run_at))

    def weighed(text: str) -> Weighed:
        tokens = _tokens(text)
        found: dict[int, int] = {}
        for token in tokens:
            for place in places(token):
                found[place] = found.get(place, 0) + 1
        heavy = {
            place: bag.weights[place] * (1 + log(n) if n > 1 else 1.0) for place, n in found.items()
        }
        of_words = sum(w * w for place, w in heavy.items() if place < first_run)
        of_runs = sum(w * w for place, w in heavy.items() if place >= first_run)
        word_unit = _REACH / sqrt(of_words) if of_words else 0.0
        run_unit = _REACH / sqrt(of_runs) if of_runs else 0.0
        shares = {
            place: w * (word_unit if place < first_run else run_unit) for place, w in heavy.items()
        }
        return len(text), len(tokens), shares

    return weighed


def bag_rows(bag: Bag, texts: Sequence[str]) -> Array:
    """Length, words and bag of each text, shape (texts + 1, 2 + places); the last is for a hole.

    A hole has no length, so that it can be told from a text that holds nothing known.
    """
    rows = np.zeros((len(texts) + 1, 2 + len(bag.weights)))
    weighed = weigher(bag)
    for row, text in enumerate(texts):
        length, words, shares = weighed(text)
        rows[row, :2] = length, words
        rows[row, [2 + place for place in shares]] = list(shares.values())
    rows[-1, :2] = np.nan
    return rows
