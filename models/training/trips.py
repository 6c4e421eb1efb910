"""Synthetic trips: the product's own generator (core/eval/albums/trips.ts) again, number for number, so that a model of sequences learns from trips like those that
it is measured on. A seed gives the same trips in both."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .core import EARTH_RADIUS_KM

Uniform = Callable[[], float]

RADIUS_KM = 300.0
LEAST, MOST = 4, 12  # photos
LONGEST_HOURS = 240.0
STAY_HOURS = 2.0  # between two photos: an exponential stay,
NIGHT_SHARE, NIGHT_HOURS = 0.25, 12.0  # a night in one of four,
WALK_KM, WALK_KMH, DRIVE_KMH = 3.0, 4.0, 50.0  # and the way at one of these speeds


@dataclass(frozen=True)
class Trip:
    rows: list[int]  # of the photos, first to last
    hours: list[float]  # since the first


def uniform_numbers(seed: int) -> Uniform:
    """Seeded numbers in [0, 1): mulberry32, as core/eval/figures/random.ts has it."""
    state = seed & 0xFFFFFFFF

    def draw() -> float:
        nonlocal state
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = ((state ^ (state >> 15)) * (state | 1)) & 0xFFFFFFFF
        t ^= (t + ((t ^ (t >> 7)) * (t | 61) & 0xFFFFFFFF)) & 0xFFFFFFFF
        return (t ^ (t >> 14)) / 2**32

    return draw


def haversine_km(points: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Distances of points [n, 2], latitude first, from one of them, in double precision: whether a photo is near decides what is drawn next."""
    lat, lng = np.deg2rad(points[:, 0]), np.deg2rad(points[:, 1])
    there, along = math.radians(float(at[0])), math.radians(float(at[1]))
    h = np.sin((lat - there) / 2) ** 2 + np.cos(lat) * math.cos(there) * np.sin((lng - along) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(1.0, np.sqrt(h)))


class Trips:
    """Draws trips through photos at `points` [n, 2], latitude first, all of them known; each lies within `radius_km` of its first photo."""

    def __init__(self, points: np.ndarray, radius_km: float = RADIUS_KM) -> None:
        self.points, self.radius_km = points, radius_km
        self._near: dict[int, np.ndarray] = {}

    def draw(self, uniform: Uniform, unrelated: bool = False) -> Trip | None:
        """One trip, or photos of unrelated places with the times of a trip; None where the first photo has too few others around it."""
        first = math.floor(uniform() * len(self.points))
        size = LEAST + math.floor(uniform() * (MOST - LEAST + 1))
        others = np.delete(np.arange(len(self.points)), first) if unrelated else self.near(first)
        if len(others) < LEAST - 1:
            return None
        chosen = [first, *_drawn(others.tolist(), size - 1, uniform)]
        way = chosen if unrelated else self._walk(chosen)
        gaps = [self._gap(a, b, unrelated, uniform) for a, b in itertools.pairwise(way)]
        shrink = min(1.0, LONGEST_HOURS / max(sum(gaps), 1e-9))
        return Trip(way, [0.0, *(np.cumsum(gaps) * shrink).tolist()])

    def many(self, count: int, uniform: Uniform, unrelated: bool = False) -> list[Trip]:
        """Photos without enough neighbours end, and do not try for ever."""
        found: list[Trip] = []
        for _ in range(100 * count):
            if len(found) == count:
                break
            trip = self.draw(uniform, unrelated)
            if trip is not None:
                found.append(trip)
        return found

    def near(self, row: int) -> np.ndarray:
        found = self._near.get(row)
        if found is None:
            within = haversine_km(self.points, self.points[row]) <= self.radius_km
            within[row] = False
            found = self._near[row] = np.flatnonzero(within)
        return found

    def _walk(self, rows: list[int]) -> list[int]:
        """From one to the nearest that is left."""
        way, left = rows[:1], rows[1:]
        while left:
            nearest = int(np.argmin(haversine_km(self.points[left], self.points[way[-1]])))
            way.append(left.pop(nearest))
        return way

    def _gap(self, a: int, b: int, unrelated: bool, uniform: Uniform) -> float:
        km = self.radius_km * uniform() if unrelated else float(haversine_km(self.points[[b]], self.points[a])[0])
        stay = -STAY_HOURS * math.log(1 - uniform())
        night = NIGHT_HOURS if uniform() < NIGHT_SHARE else 0.0
        return stay + night + km / (WALK_KMH if km <= WALK_KM else DRIVE_KMH)


def _drawn(left: list[int], count: int, uniform: Uniform) -> list[int]:
    taken: list[int] = []
    while len(taken) < count and left:
        taken.append(left.pop(math.floor(uniform() * len(left))))
    return taken
