"""Posteriors over the fine cells from an exported bundle, and the figures that the model card reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from .bundle import Bundle
from .core import ATTRIBUTES, EARTH_RADIUS_KM, GEOSCORE_KM, RADII_KM, UNKNOWN
from .metrics import BUDGETS_KM2, Figure, area_until, covered, geoscore, macro, resampled, share
from .photos import Photos
from .places import Cells, Labeller, distances_km, unit_vectors


def blend(posterior: np.ndarray, prior: np.ndarray, doubt: float) -> np.ndarray:
    """With probability `doubt` the photo misleads and only the prior is known (core/belief/posterior.ts)."""
    return np.float32(1 - doubt) * posterior + np.float32(doubt) * prior


@dataclass(frozen=True)
class Scored:
    """Scores of every photo over every cell, before prior, temperature and doubt; float32 [photos, cells]."""

    scores: np.ndarray
    prior: np.ndarray
    logits: dict[str, np.ndarray] = field(default_factory=dict)  # of each attribute, [photos, classes]

    def posterior(self, temperature: float, doubt: float = 0.0, prior: np.ndarray | None = None) -> np.ndarray:
        prior = (self.prior if prior is None else prior).astype(np.float32)
        logits = np.float32(temperature) * self.scores + np.log(prior)
        logits -= logits.max(1, keepdims=True)
        np.exp(logits, out=logits)
        logits /= logits.sum(1, keepdims=True)
        return blend(logits, prior, doubt)


def score(bundle: Bundle, cells: Cells, photos: Photos, folder: Path) -> Scored:
    said = bundle.encode_photos([folder / file for file in photos.files])
    index = bundle.encode_points(cells.points)
    scores = np.float32(bundle.about["logitScale"]) * (said[bundle.about["image"]["output"]] @ index.T)
    return Scored(scores, bundle.prior(cells), {a["name"]: said[a["output"]] for a in bundle.about["attributes"]})


@dataclass(frozen=True)
class Truth:
    country: np.ndarray  # [photos]
    located: np.ndarray  # rows with coordinates
    points: np.ndarray  # of those rows
    cells: np.ndarray  # of those rows, UNKNOWN outside the cells
    groups: list[str]


def truth(photos: Photos, cells: Cells) -> Truth:
    labeller, rows = Labeller(cells), np.flatnonzero(photos.located)
    found = [labeller.cell(p) for p in photos.points[rows]]
    return Truth(
        country=np.array([cells.country_index(c) for c in photos.countries]),
        located=rows,
        points=photos.points[rows],
        cells=np.array([UNKNOWN if f is None else f for f in found]),
        groups=[photos.groups[i] for i in rows],
    )


def country_probabilities(posterior: np.ndarray, cells: Cells) -> np.ndarray:
    member = torch.zeros(len(cells), len(cells.countries))
    member[torch.arange(len(cells)), torch.as_tensor(cells.country)] = 1
    return (torch.from_numpy(posterior) @ member).numpy()


def best_points(posterior: np.ndarray, cells: Cells, candidates: int = 400) -> np.ndarray:
    """The centre of the likely cell with the best expected GeoScore under the whole posterior."""
    vectors = unit_vectors(cells.points).float()
    best = np.zeros((len(posterior), 2))
    for i, row in enumerate(posterior):
        top = torch.from_numpy(np.argpartition(-row, candidates)[:candidates].copy())
        heavy = np.flatnonzero(row > 1e-6)
        dot = (vectors[top] @ vectors[torch.from_numpy(heavy)].T).clamp(-1, 1)
        km = 2 * EARTH_RADIUS_KM * torch.asin(((1 - dot) / 2).clamp_min(0).sqrt())
        expected = torch.exp(-km / GEOSCORE_KM) @ torch.from_numpy(row[heavy])
        best[i] = cells.points[int(top[int(expected.argmax())])]
    return best


def errors_km(predicted: np.ndarray, actual: np.ndarray) -> np.ndarray:
    return distances_km(predicted, actual).diagonal().numpy().astype(np.float64)


def country_figures(posterior: np.ndarray, cells: Cells, known: Truth) -> dict[str, Figure]:
    ranks = np.argsort(-country_probabilities(posterior, cells), axis=1)[:, :5]
    first, five = ranks[:, 0] == known.country, (ranks == known.country[:, None]).any(1)
    return {"country top-1": share(first), "country top-5": share(five), "country macro": macro(known.country, first)}


def place_figures(posterior: np.ndarray, cells: Cells, known: Truth) -> dict[str, Figure]:
    """Figures over photos with coordinates; the point is the one with the best expected GeoScore."""
    part = posterior[known.located]
    km = errors_km(best_points(part, cells), known.points)
    mode = errors_km(cells.points[np.argmax(part / cells.area_km2.astype(np.float32), axis=1)], known.points)
    figures = {
        "median km": resampled(km, np.median, known.groups),
        "GeoScore": resampled(geoscore(km), np.mean, known.groups),
        "median km (mode)": resampled(mode, np.median, known.groups),
        "GeoScore (mode)": resampled(geoscore(mode), np.mean, known.groups),
    }
    figures |= {f"within {r} km": share(km <= r) for r in RADII_KM}
    areas = area_until(part / cells.area_km2.astype(np.float32), cells.area_km2, known.cells)
    figures |= {f"recall at {budget:.0e} km2": share(areas <= budget) for budget in BUDGETS_KM2}
    return figures


def attribute_figures(scored: Scored, cells: Cells, photos: Photos) -> dict[str, tuple[Figure, Figure]]:
    """How often the likeliest class of each attribute is the photo's, and how often the commonest class of the set would be."""
    labeller = Labeller(cells)
    classes = np.stack([labeller.label(p, cells.country_index(c)) for p, c in zip(photos.points, photos.countries, strict=True)])
    figures = {}
    for i, name in enumerate(ATTRIBUTES):
        known = classes[:, i] != UNKNOWN
        truth = classes[known, i]
        figures[name] = (share(scored.logits[name][known].argmax(1) == truth), share(truth == np.bincount(truth).argmax()))
    return figures


def coverage(posterior: np.ndarray, cells: Cells, known: Truth) -> np.ndarray:
    return covered(posterior[known.located], cells.area_km2, known.cells)
