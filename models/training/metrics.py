"""The figures of an evaluation, each with its number of photos and a 95 % interval."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .core import GEOSCORE_KM, LEVELS

EARTH_KM2 = 510_065_881.0
BUDGETS_KM2 = (1e3, 1e4, 1e5, 1e6, 1e7, 1e8)


@dataclass(frozen=True)
class Figure:
    value: float
    low: float
    high: float
    photos: int

    def text(self, percent: bool = True) -> str:
        k, unit, digits = (100, " %", 1) if percent else (1, "", 0)
        low, high = f"{k * self.low:,.{digits}f}", f"{k * self.high:,.{digits}f}"
        return f"{k * self.value:,.{digits}f}{unit} [{low}, {high}] (N={self.photos})"


def share(hits: np.ndarray) -> Figure:
    """A share with Wilson's interval."""
    n, z = len(hits), 1.959964
    if n == 0:
        return Figure(math.nan, math.nan, math.nan, 0)
    p = float(np.mean(hits))
    centre, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return Figure(p, (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n), n)


def resampled(values: np.ndarray, statistic: Callable[[np.ndarray], Any], groups: list[str] | None = None, draws: int = 1000) -> Figure:
    """A statistic with a percentile bootstrap; whole groups are drawn where photos share a place."""
    rng = np.random.default_rng(0)
    names = np.asarray(groups if groups is not None else range(len(values)))
    _, member = np.unique(names, return_inverse=True)
    rows = [np.flatnonzero(member == g) for g in range(member.max() + 1)]
    found = [statistic(values[np.concatenate([rows[g] for g in rng.integers(0, len(rows), len(rows))])]) for _ in range(draws)]
    low, high = np.percentile(found, [2.5, 97.5])
    return Figure(float(statistic(values)), float(low), float(high), len(values))


def macro(countries: np.ndarray, hits: np.ndarray, least: int = 5) -> Figure:
    """Mean of the countries' shares over countries with at least `least` photos; bootstrap within each country."""
    rng = np.random.default_rng(0)
    groups = [hits[countries == c] for c in np.unique(countries) if np.sum(countries == c) >= least]
    draws = [np.mean([rng.choice(g, len(g)).mean() for g in groups]) for _ in range(1000)]
    low, high = np.percentile(draws, [2.5, 97.5])
    return Figure(float(np.mean([g.mean() for g in groups])), float(low), float(high), sum(len(g) for g in groups))


def geoscore(km: np.ndarray) -> np.ndarray:
    return 5000.0 * np.exp(-km / GEOSCORE_KM)


def area_until(density: np.ndarray, area: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """Summed area of the cells at least as dense as the true one, ties included; the whole Earth where there is no cell."""
    found = np.full(len(truth), EARTH_KM2)
    for i, cell in enumerate(truth):
        if cell >= 0:
            found[i] = area[density[i] >= density[i, cell]].sum()
    return found


def covered(posterior: np.ndarray, area: np.ndarray, truth: np.ndarray, levels: tuple[float, ...] = LEVELS) -> np.ndarray:
    """[photos, levels]: whether the smallest set of cells that holds each mass contains the true cell."""
    result = np.zeros((len(truth), len(levels)), bool)
    for i, cell in enumerate(truth):
        if cell >= 0:
            density = posterior[i] / area
            denser = posterior[i, density > density[cell]].sum()
            result[i] = denser < np.asarray(levels)
    return result
