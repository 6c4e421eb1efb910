"""Image-free probabilities of cells: where photos are taken, and a floor of people and land."""

from __future__ import annotations

import numpy as np
import torch

from .core import UNKNOWN
from .photos import Photos
from .places import Cells, distances_km

KERNEL_KM = 200.0
FLOOR = 0.25


def sampling_weights(countries: np.ndarray, power: float, views: np.ndarray | None = None, view_power: float = 1.0,
                     most: float = 4.0) -> np.ndarray:  # fmt: skip
    """Draws per photo and epoch, mean 1: a place counts as its views to the power `view_power`, a country as the sum
    of its places to the power `power`; nobody is drawn more than `most` times."""
    shares = np.ones(len(countries)) if views is None else views.astype(float) ** (view_power - 1)
    known = countries != UNKNOWN
    counts = np.bincount(countries[known], shares[known], minlength=countries.max() + 1)
    weights = np.where(known, shares * np.maximum(counts[countries], 1.0) ** (power - 1), 0.0)
    for _ in range(20):
        weights = np.minimum(weights * (len(weights) / weights.sum()), most)
    return weights


def base_measure(cells: Cells) -> np.ndarray:
    """Area times the root of population density: between land and people."""
    mass = cells.area_km2 * np.sqrt(cells.population_km2 + 0.5)
    mass[[cells.countries[c] == "" for c in cells.country]] *= 0.1
    return mass / mass.sum()


def photo_prior(cells: Cells, photos: Photos, weights: np.ndarray, floor: float = FLOOR) -> np.ndarray:
    """The base measure, drawn to the photos with coordinates by a kernel and over the countries of the others."""
    base = base_measure(cells)
    mass = np.zeros(len(cells))
    located = np.flatnonzero(photos.located)
    for part in np.array_split(located, max(1, len(located) * len(cells) // 20_000_000)):
        if len(part) == 0:
            continue
        near = torch.exp(-distances_km(photos.points[part], cells.points) / KERNEL_KM).double().numpy() * base
        mass += (weights[part] / near.sum(1)) @ near
    totals = np.zeros(len(cells.countries))
    for i in np.flatnonzero(~photos.located):
        home = cells.country_index(photos.countries[i])
        if home != UNKNOWN:
            totals[home] += weights[i]
    share = np.bincount(cells.country, base, minlength=len(cells.countries))
    mass += base * (totals / np.maximum(share, 1e-12))[cells.country]
    return (1 - floor) * mass / mass.sum() + floor * base
