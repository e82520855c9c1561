import numpy as np
import pytest

from gardefou.core.need import Task
from gardefou.learners.recipe import Packed
from gardefou.learners.recipes import neighbours
from learners.invented import problem

RECIPE = neighbours.NEIGHBOURS


def _halves(given):
    half = np.arange(len(given)) % 2 == 0
    return given.take(half), given.take(~half)


@pytest.mark.parametrize("rows", [5, 9, 10, 61, 400, 3000])
def test_every_group_has_five_rows_or_more_and_every_row_one_group(rows):
    wide = np.random.default_rng(0).normal(size=(rows, 4))
    found = neighbours.groups(wide, most=250)
    assert min(len(group) for group in found) >= 5
    assert sorted(np.concatenate(found).tolist()) == list(range(rows))


def test_equal_rows_are_grouped_without_harm():
    found = neighbours.groups(np.ones((40, 3)), most=250)
    assert min(len(group) for group in found) >= 5


def test_rows_that_resemble_each_other_share_a_group():
    wide = np.repeat([[0.0, 0.0], [9.0, 0.0], [0.0, 5.0], [9.0, 5.0]], 6, axis=0)
    found = neighbours.groups(wide, most=250)
    assert all(np.ptp(wide[group], axis=0).max() == 0 for group in found)


def test_no_row_of_a_real_person_is_kept():
    given = problem(rows=400)
    fitted = RECIPE.fit(*_halves(given), None)
    part = fitted.parts[0]
    cases = part.cases / part.scale
    wide = fitted.design.wide(given.matrix).astype(float)
    apart = np.abs(wide[:, None, :] - cases[None]).max(axis=2)
    assert apart.min() > 1e-3  # with two free numbers no case equals a row
    assert len(cases) <= len(given) // 2 // 5
    packed = fitted.pack()
    assert max(array.shape[0] for array in packed.arrays.values()) < len(given) // 2


def test_a_wave_is_followed_that_no_line_follows():
    given = problem(Task.REGRESSION, rows=1600, signal=0.0)
    y = np.cos(2 * np.nan_to_num(given.matrix.values[:, 0]))
    waved = given.__class__(given.matrix, y, given.weight, given.task, 0)
    learn, judge = _halves(waved)
    fitted = RECIPE.fit(learn, judge, None)
    assert judge.loss(fitted.raw(judge.matrix)) < 0.3 * y.var()


def test_columns_that_say_nothing_count_little():
    fitted = RECIPE.fit(*_halves(problem(rows=1000)), None)
    scale, bounds = fitted.parts[0].scale, fitted.design.bounds
    names = [feature.column for feature in problem().matrix.features]
    assert scale[bounds[names.index("x")]] > 1.5 * scale[bounds[names.index("noise")]]


def test_a_column_that_says_nothing_gets_little_credit():
    given = problem(rows=1000)
    added = RECIPE.fit(*_halves(given), None).contributions(given.matrix)
    credit = np.abs(added).mean(axis=(0, 1))
    names = [feature.column for feature in given.matrix.features]
    assert credit[names.index("x")] > 4 * credit[names.index("noise")]


def test_the_strength_is_chosen_on_the_judge():
    fitted = RECIPE.fit(*_halves(problem()), None)
    course = fitted.course
    assert course.along == "strength"
    assert fitted.setting["strength"] == course.at[int(np.argmin(course.judged))]
    assert fitted.setting["width"] in neighbours._WIDTHS


def test_a_class_that_no_row_has_is_unlikely_not_impossible():
    given = problem(Task.MULTICLASS, rows=300)
    raw = RECIPE.fit(given.take(given.y != 1), None, None).raw(given.matrix)
    assert np.isfinite(raw).all()
    assert (raw.argmax(axis=1) != 1).all()


@pytest.mark.parametrize("rows", [40, 20_001])
def test_it_refuses_tables_that_are_not_for_it(rows):
    assert str(neighbours.NEIGHBOURS.refuses(problem(rows=rows)))


def test_it_takes_a_small_table():
    assert RECIPE.refuses(problem()) == ""


def test_less_allowance_tries_fewer_widths():
    given = problem()
    tight = given.__class__(**{**vars(given), "allowance": 1e-3})
    assert len(neighbours._affordable(tight)) < len(neighbours._affordable(given))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("cases_0", lambda array: array[:, :-1]),
        ("worth_0", lambda array: array[:-1]),
        ("scale_0", lambda array: array[:-1]),
        ("worth_0", lambda array: array * np.nan),
        ("intercept_0", lambda array: np.append(array, 0.0)),
        ("usual", lambda array: array[:-1]),
    ],
)
def test_a_hostile_model_is_refused(name, change):
    packed = RECIPE.fit(*_halves(problem()), None).pack()
    arrays = {**packed.arrays, name: change(packed.arrays[name])}
    with pytest.raises(ValueError, match=r"cases|scores|unpack"):
        RECIPE.unpack(Packed(packed.meta, arrays))
