"""Means over tables, with their intervals."""

import numpy as np
from scipy.stats import t


def mean_interval(values):
    """The mean, and its t interval of 95 %.

    >>> [round(float(each), 3) for each in mean_interval([1.0, 2.0, 3.0])]
    [2.0, -0.484, 4.484]
    """
    half = t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values))
    return np.mean(values) + np.array([0.0, -half, half])


def mean_ratio(logs):
    """Geometric mean of the ratios whose logarithms these are, and its t interval of 95 %.

    >>> [round(float(each), 3) for each in mean_ratio(np.log([0.9, 1.0, 1.1]))]
    [0.997, 0.777, 1.279]
    """
    return np.exp(mean_interval(logs))
