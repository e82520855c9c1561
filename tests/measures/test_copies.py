import numpy as np

from gardefou.measures.copies import plain_codes, repeats, rounded, row_keys


def test_rows_that_agree_in_all_columns_share_a_key():
    a, b = np.array([1.0, 1.0, np.nan, np.nan, -0.0, 0.0]), np.array([5, 6, 7, 7, 8, 8])
    assert repeats(row_keys([a, b])).tolist() == [False, False, False, True, False, True]


def test_columns_do_not_change_places():
    a, b = np.array([1.0, 2.0]), np.array([2.0, 1.0])
    assert not repeats(row_keys([a, b])).any()


def test_many_different_rows_share_no_key():
    grid = np.arange(300.0)
    assert not repeats(row_keys([np.repeat(grid, 300), np.tile(grid, 300)])).any()


def test_numbers_are_rounded_to_figures_not_to_places():
    assert rounded(np.array([123456.0, 0.00123456, -9.99999])).tolist() == [
        123500.0,
        0.001235,
        -10.0,
    ]
    assert np.isinf(rounded(np.array([np.inf])))[0]


def test_texts_are_the_same_but_for_case_and_space():
    assert plain_codes(("A b", " a  B ", "ab")).tolist() == [0, 0, 1]
