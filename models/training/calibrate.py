"""Fits the temperature on held-out photos and measures how often the credible regions hold the truth."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from .evaluate import Scored, Truth
from .metrics import LEVELS, covered
from .places import Cells

TEMPERATURES = tuple(np.round(np.geomspace(0.3, 3.0, 41), 4))


@dataclass(frozen=True)
class Calibration:
    temperature: float
    coverage: dict[str, float]  # on the photos that the temperature was fitted on
    crossed: dict[str, float]  # fitted on one half, measured on the other, both ways
    crossed_temperatures: tuple[float, float]
    photos: int

    @property
    def worst(self) -> float:
        return max(abs(measured - float(level)) for level, measured in self.crossed.items())


def hits(scored: Scored, cells: Cells, known: Truth, rows: np.ndarray) -> np.ndarray:
    """[temperatures, rows, levels]; a photo at a time, so that memory stays small."""
    log_prior = np.log(scored.prior).astype(np.float32)
    found = np.zeros((len(TEMPERATURES), len(rows), len(LEVELS)), bool)
    for k, row in enumerate(rows):
        scores = scored.scores[known.located[row]].astype(np.float32)
        for j, temperature in enumerate(TEMPERATURES):
            logits = np.float32(temperature) * scores + log_prior
            posterior = np.exp(logits - logits.max())
            posterior /= posterior.sum()
            found[j, k] = covered(posterior[None], cells.area_km2, known.cells[row : row + 1])[0]
    return found


def halves(groups: list[str]) -> np.ndarray:
    """A fixed coin per group, so that views of one panorama stay together."""
    return np.array([hashlib.sha256(g.encode()).digest()[0] % 2 for g in groups])


def calibrate(scored: Scored, cells: Cells, known: Truth) -> Calibration:
    found = hits(scored, cells, known, np.arange(len(known.located)))
    side = halves(known.groups)

    def best(rows: np.ndarray) -> int:
        # The level that is furthest off decides: one region that lies is one too many.
        return int(np.abs(found[:, rows].mean(1) - np.asarray(LEVELS)).max(1).argmin())

    whole = best(np.ones(len(side), bool))
    fitted = [best(side == h) for h in (0, 1)]
    crossed = np.where((side == 1)[:, None], found[fitted[0]], found[fitted[1]]).mean(0)

    def named(values: np.ndarray) -> dict[str, float]:
        return {str(level): round(float(v), 3) for level, v in zip(LEVELS, values, strict=True)}

    return Calibration(float(TEMPERATURES[whole]), named(found[whole].mean(0)), named(crossed),
                       (float(TEMPERATURES[fitted[0]]), float(TEMPERATURES[fitted[1]])), len(side))  # fmt: skip
