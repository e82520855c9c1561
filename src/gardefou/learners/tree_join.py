"""Several texts of trees as one, whose score is a weighted sum of theirs."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

_UNREAD = re.compile(r"^(split_gain|leaf_weight|internal_value|internal_weight)=(.+)$", re.M)
_LEAVES = re.compile(r"^leaf_value=(.+)$", re.M)
_END = "end of trees\n"


def join_trees(texts: Sequence[str], factors: Sequence[float]) -> str:
    """One text whose score is the sum of factor x score of each; features and outputs are shared.

    texts: as `tree_text.only_trees` leaves them. Trees add up, so their leaves times the factor,
    one tree after the other, are the weighted sum. Leaves keep ten digits, more than the 32-bit
    gradients they were made of: all seventeen would be half of a packed bundle. What neither scores
    nor reasons look at becomes zeros, which packs well.
    """
    head, _, _ = texts[0].partition("\nTree=")
    every = chain.from_iterable(
        _trees(text, factor) for text, factor in zip(texts, factors, strict=True)
    )
    blocks = [f"Tree={number}\n{tree}" for number, tree in enumerate(every)]
    sizes = " ".join(str(len(block)) for block in blocks)
    head = re.sub(r"^tree_sizes=.*$", f"tree_sizes={sizes}", head, flags=re.M)
    return "".join([head, "\n", *blocks, _END])


def _trees(text: str, factor: float) -> Iterator[str]:
    """Each tree without its number, its leaves times `factor`."""
    for block in text[: text.index(_END)].split("\nTree=")[1:]:
        _, _, tree = block.partition("\n")
        tree = _UNREAD.sub(_zeros, tree.rstrip("\n") + "\n\n\n")
        yield _LEAVES.sub(lambda found: "leaf_value=" + _scaled(found[1], factor), tree)


def _zeros(line: re.Match[str]) -> str:
    return f"{line[1]}=" + " ".join("0" * len(line[2].split()))


def _scaled(values: str, factor: float) -> str:
    return " ".join(f"{factor * float(value):.10g}" for value in values.split())
