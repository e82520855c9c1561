"""The mean ratio of losses over tables, with its interval."""

import numpy as np
from scipy.stats import t


def mean_ratio(logs):
    """Geometric mean of the ratios whose logarithms these are, and its t interval of 95 %.

    >>> [round(float(each), 3) for each in mean_ratio(np.log([0.9, 1.0, 1.1]))]
    [0.997, 0.777, 1.279]
    """
    half = t.ppf(0.975, len(logs) - 1) * np.std(logs, ddof=1) / np.sqrt(len(logs))
    return np.exp(np.mean(logs) + np.array([0.0, -half, half]))
