"""Fits temperature and doubt on held-out photos and measures how often the credible regions hold the truth."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from .core import LEVELS, UNKNOWN
from .evaluate import Scored, Truth, blend
from .metrics import covered
from .places import Cells

TEMPERATURES = tuple(np.round(np.geomspace(0.3, 3.0, 41), 4))
DOUBTS = (0.0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12, 0.15)
SETTINGS = tuple((float(temperature), doubt) for temperature in TEMPERATURES for doubt in DOUBTS)
ALIKE = 0.01  # settings whose worst level differs by less than this are told apart by their likelihood


@dataclass(frozen=True)
class Calibration:
    temperature: float
    doubt: float
    coverage: dict[str, float]  # on the photos that both were fitted on
    crossed: dict[str, float]  # fitted on one half, measured on the other, both ways
    crossed_settings: tuple[tuple[float, float], tuple[float, float]]
    photos: int

    @property
    def worst(self) -> float:
        return max(abs(measured - float(level)) for level, measured in self.crossed.items())


@dataclass(frozen=True)
class Measured:
    """What each setting gives on each photo."""

    hits: np.ndarray  # [settings, photos, levels]
    log_likelihood: np.ndarray  # [settings, photos], of the true cell; that of a place outside the cells is 0 everywhere

    def best(self, rows: np.ndarray) -> int:
        """The level that is furthest off decides: one region that lies is one too many."""
        worst = np.abs(self.hits[:, rows].mean(1) - np.asarray(LEVELS)).max(1)
        likelihood = self.log_likelihood[:, rows].mean(1)
        return int(np.where(worst <= worst.min() + ALIKE, likelihood, -np.inf).argmax())


def measure(scored: Scored, cells: Cells, known: Truth) -> Measured:
    """A photo at a time, so that memory stays small."""
    prior = scored.prior.astype(np.float32)
    shape = (len(TEMPERATURES), len(DOUBTS), len(known.located))
    hits, likelihood = np.zeros((*shape, len(LEVELS)), bool), np.zeros(shape)
    for k, photo in enumerate(known.located):
        scores = scored.scores[photo].astype(np.float32)
        truth = known.cells[k : k + 1]
        for i, temperature in enumerate(TEMPERATURES):
            logits = np.float32(temperature) * scores + np.log(prior)
            certain = np.exp(logits - logits.max())
            certain /= certain.sum()
            for j, doubt in enumerate(DOUBTS):
                posterior = blend(certain, prior, doubt)
                hits[i, j, k] = covered(posterior[None], cells.area_km2, truth)[0]
                if truth[0] != UNKNOWN:
                    likelihood[i, j, k] = np.log(max(float(posterior[truth[0]]), 1e-30))
    return Measured(hits.reshape(len(SETTINGS), *hits.shape[2:]), likelihood.reshape(len(SETTINGS), -1))


def halves(groups: list[str]) -> np.ndarray:
    """A fixed coin per group, so that views of one panorama stay together."""
    return np.array([hashlib.sha256(g.encode()).digest()[0] % 2 for g in groups])


def calibrate(scored: Scored, cells: Cells, known: Truth) -> Calibration:
    measured = measure(scored, cells, known)
    side = halves(known.groups)
    whole = measured.best(np.ones(len(side), bool))
    first, second = (measured.best(side == h) for h in (0, 1))
    crossed = np.where((side == 1)[:, None], measured.hits[first], measured.hits[second]).mean(0)

    def named(values: np.ndarray) -> dict[str, float]:
        return {str(level): round(float(v), 3) for level, v in zip(LEVELS, values, strict=True)}

    return Calibration(*SETTINGS[whole], named(measured.hits[whole].mean(0)), named(crossed),
                       (SETTINGS[first], SETTINGS[second]), len(side))  # fmt: skip
