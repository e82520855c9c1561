"""LightGBM's own text, checked line by line before its reader, which trusts all of it, sees it."""

import re
from collections.abc import Mapping
from itertools import pairwise

_END = "end of trees\n"
_HEAD = {"version": "v4", "label_index": "0"}


class TreeTextError(ValueError):
    """The text is not what LightGBM writes for this model."""


def only_trees(text: str) -> str:
    """The text without what only training needs: its settings say nothing of the model."""
    return text[: text.index(_END) + len(_END)]


def check_trees(text: str, *, features: int, outputs: int) -> None:
    """Raise `TreeTextError` unless every tree is whole and points only inside itself.

    features: columns of the matrix. outputs: raw scores of a row. LightGBM's reader follows the
    numbers in the text without looking where they lead, so they are looked at here.
    """
    if not text.startswith("tree\n") or not text.endswith(_END):
        raise TreeTextError("no trees, or more than trees")
    head_text, *_ = text.split("\nTree=", 1)
    head = _fields(head_text)
    stated = {"max_feature_idx": features - 1, "num_tree_per_iteration": outputs}
    wrong = [name for name, value in stated.items() if head.get(name) != str(value)]
    wrong += [name for name, value in _HEAD.items() if head.get(name) != value]
    if wrong or len(head.get("feature_names", "").split()) != features:
        raise TreeTextError(f"trees for another matrix ({', '.join(wrong) or 'feature_names'})")
    sizes = [_whole(size) for size in head.get("tree_sizes", "").split()]
    start = len(head_text) + 1
    for number, size in enumerate(sizes):
        _check_tree(text[start : start + size], number, features)
        start += size
    if not sizes or text[start:].strip() != _END.strip():
        raise TreeTextError("tree_sizes do not add up")


def _fields(block: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in block.splitlines() if "=" in line)


def _whole(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise TreeTextError(f"{text[:20]!r} is no whole number")
    return int(text)


def _check_tree(block: str, number: int, features: int) -> None:
    if not block.startswith(f"Tree={number}\n") or not block.isascii():
        raise TreeTextError(f"tree {number} is not where it should be")
    tree = _fields(block)
    leaves, categories = _whole(tree["num_leaves"]), _whole(tree["num_cat"])
    if leaves < 1 or categories < 0 or tree.get("is_linear", "0") != "0":
        raise TreeTextError(f"tree {number} has no leaves, or linear ones")
    _check_lengths(tree, leaves)
    if leaves > 1:
        _check_splits(tree, leaves, categories, features)
    if categories:
        _check_categories(tree, categories)


_PER_SPLIT = (
    "split_feature",
    "split_gain",
    "threshold",
    "decision_type",
    "left_child",
    "right_child",
    "internal_value",
    "internal_weight",
    "internal_count",
)
_PER_LEAF = ("leaf_value", "leaf_weight", "leaf_count")


def _check_lengths(tree: Mapping[str, str], leaves: int) -> None:
    """Each list of numbers is as long as the reader will take it to be."""
    expected = dict.fromkeys(_PER_SPLIT, leaves - 1)
    if leaves > 1:
        expected |= dict.fromkeys(_PER_LEAF, leaves)
    for name, length in expected.items():
        values = tree.get(name, "").split()
        if len(values) != length:
            raise TreeTextError(f"{name} holds {len(values)} numbers, not {length}")
        for value in values:
            float(value)


def _check_splits(tree: Mapping[str, str], leaves: int, categories: int, features: int) -> None:
    """Splits look at known features; children form one tree, each reached exactly once."""
    asked = [_whole(value) for value in tree["split_feature"].split()]
    if not all(0 <= feature < features for feature in asked):
        raise TreeTextError("a split looks at a feature that is not there")
    left, right = (
        [_whole(v) for v in tree[side].split()] for side in ("left_child", "right_child")
    )
    if sorted(left + right) != [*range(-leaves, 0), *range(1, leaves - 1)]:
        raise TreeTextError("the branches do not form a tree")
    if any(0 <= child <= parent for side in (left, right) for parent, child in enumerate(side)):
        raise TreeTextError("a branch leads back")
    decisions = [_whole(value) for value in tree["decision_type"].split()]
    for kind, threshold in zip(decisions, tree["threshold"].split(), strict=True):
        if kind & 1 and not 0 <= float(threshold) < categories:
            raise TreeTextError("a split names a set of categories that is not there")


def _check_categories(tree: Mapping[str, str], categories: int) -> None:
    bounds = [_whole(value) for value in tree.get("cat_boundaries", "").split()]
    sets = tree.get("cat_threshold", "").split()
    rising = all(a <= b for a, b in pairwise(bounds))
    if len(bounds) != categories + 1 or not rising or bounds[0] != 0 or bounds[-1] != len(sets):
        raise TreeTextError("sets of categories do not add up")
    if not all(re.fullmatch(r"\d{1,10}", each) for each in sets):
        raise TreeTextError("a set of categories is no number")
