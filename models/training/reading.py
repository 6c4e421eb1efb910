"""How well a readout does where it has no training photos: whole regions are held out of training, each once, and every photo in them is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import h3
import numpy as np
import torch
from torch import Tensor, nn

from . import config
from .core import EARTH_RADIUS_KM, GEOSCORE_KM, UNKNOWN
from .linear_readout import CellGradient, Readout, by_country, cell_targets, country_ranges, fit
from .metrics import Figure, geoscore
from .photos import Photos
from .places import Cells, distances_km, unit_vectors
from .prior import base_measure, photo_prior, sampling_weights

TEMPERATURES = tuple(float(t) for t in np.geomspace(0.3, 2.0, 20))
LEAST = 5  # photos that a country needs to count in a mean over countries
DRAWS = 1000  # of the bootstrap


def together(a: Photos, b: Photos) -> Photos:
    return Photos(a.files + b.files, np.concatenate([a.points, b.points]), np.concatenate([a.precision_km, b.precision_km]),
                  a.countries + b.countries, a.groups + b.groups, a.sources + b.sources)  # fmt: skip


def take(photos: Photos, rows: np.ndarray) -> Photos:
    def some(values: list[str]) -> list[str]:
        return [values[i] for i in rows]

    return Photos(some(photos.files), photos.points[rows], photos.precision_km[rows], some(photos.countries), some(photos.groups), some(photos.sources))


@dataclass(frozen=True)
class Merged:
    """Cells of one country inside one coarser cell, as one; `weights` [merged, cells] sums to one in each row."""

    cells: Cells
    weights: Tensor


def merge(cells: Cells, resolution: int) -> Merged:
    """Fewer cells to rank, sorted by country: a reading asks for countries and distances of hundreds of kilometres."""
    cells = by_country(cells)
    measure = base_measure(cells)
    keys = [(int(c), h3.cell_to_parent(cell, min(resolution, h3.get_resolution(cell)))) for c, cell in zip(cells.country, cells.ids, strict=True)]
    names = sorted(set(keys))
    row = {key: i for i, key in enumerate(names)}
    member = np.array([row[key] for key in keys])
    share = measure / np.bincount(member, measure)[member]
    weights = torch.sparse_coo_tensor(torch.from_numpy(np.stack([member, np.arange(len(cells))])), torch.from_numpy(share).float(), (len(names), len(cells)),
                                      check_invariants=True).coalesce()  # fmt: skip
    middle = (weights @ unit_vectors(cells.points).float()).double().numpy()
    middle /= np.linalg.norm(middle, axis=1, keepdims=True)
    points = np.stack([np.rad2deg(np.arcsin(middle[:, 2])), np.rad2deg(np.arctan2(middle[:, 1], middle[:, 0]))], 1)
    area, people = np.bincount(member, cells.area_km2), np.bincount(member, cells.area_km2 * cells.population_km2)
    merged = Cells([f"{c}/{cell}" for c, cell in names], points, area, people / area, np.array([c for c, _ in names]), cells.countries,
                   np.full((len(names), cells.classes.shape[1]), UNKNOWN))  # fmt: skip
    return Merged(merged, weights)


@torch.inference_mode()
def place_vectors(encoder: nn.Module, cells: Cells, seed: int = 0, draws: int = 4) -> Tensor:
    """[cells, d] the mean of the encoder's vectors at a cell's centre and at random points near it."""
    generator = torch.Generator().manual_seed(seed)
    points = torch.as_tensor(cells.points, dtype=torch.float32)
    spread = torch.as_tensor(np.sqrt(cells.area_km2) / 4 / 111.195, dtype=torch.float32)[:, None]
    total = encoder(points)
    for _ in range(draws):
        noise = torch.randn(points.shape, generator=generator) * spread
        noise[:, 1] /= torch.cos(torch.deg2rad(points[:, 0])).clamp_min(0.05)
        near = points + noise
        total = total + encoder(torch.stack([near[:, 0].clamp(-90, 90), (near[:, 1] + 180) % 360 - 180], 1))
    return total / (draws + 1)


@dataclass(frozen=True)
class Asked:
    """What a reading found out about each photo; NaN where it was never asked or has no coordinates."""

    regions: list[str]
    country: np.ndarray
    first: np.ndarray  # 1 where the likeliest country is the photo's
    five: np.ndarray
    log_country: np.ndarray  # logarithm of the true country's probability
    km: np.ndarray  # error of the point with the best expected GeoScore


@dataclass(frozen=True)
class Task:
    """All that does not depend on the idea that is tried."""

    photos: Photos
    cells: Cells
    country: np.ndarray  # of the photos
    training: np.ndarray  # whether a photo may be trained on
    country_power: float = 0.35
    view_power: float = 0.6
    prior_power: float = 0.75
    prior_floor: float = 0.4

    def weights(self, rows: np.ndarray, power: float) -> np.ndarray:
        part = take(self.photos, rows)
        return sampling_weights(self.country[rows], power, part.views, self.view_power)


def vectors_of(readouts: list[Readout], views: list[list[np.ndarray]], rows: np.ndarray) -> Tensor:
    """Unit vectors [rows, d]: the direction of the sum of the readouts' vectors."""
    embeds = torch.stack([r.images(torch.from_numpy(v[0][rows])) for r, v in zip(readouts, views, strict=True)]).sum(0)
    return embeds / embeds.norm(dim=1, keepdim=True)


def scores_of(readouts: list[Readout], views: list[list[np.ndarray]], rows: np.ndarray, base: Tensor) -> np.ndarray:
    """Scores [rows, cells] of the direction of the sum of the readouts' vectors, times their mean scale."""
    scale = float(np.mean([r.scale for r in readouts]))
    return (scale * vectors_of(readouts, views, rows) @ readouts[0].places(base).T).numpy()


def fit_readouts(task: Task, settings: config.Readout, views: list[list[np.ndarray]], base: Tensor, train: np.ndarray,
                 say: Callable[[str], None] = print) -> list[Readout]:  # fmt: skip
    """One readout for each of `views` (a part's features, view by view) trained on the rows `train`."""
    draws = task.weights(train, task.country_power)
    prior = photo_prior(task.cells, take(task.photos, train), draws)
    targets = cell_targets(task.photos.points, task.country, task.cells, settings.tau_km)
    gradient = CellGradient(torch.from_numpy(prior).log().float(), country_ranges(task.cells), targets, settings.country,
                            smooth_countries(task.cells, settings.smooth_country_km))  # fmt: skip
    return [fit(settings, part, train, draws, gradient, base, say) for part in views]


def fit_and_score(task: Task, settings: config.Readout, views: list[list[np.ndarray]], base: Tensor, train: np.ndarray, test: np.ndarray,
                  say: Callable[[str], None] = print) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """Readouts trained on the rows `train`; their scores over the rows `test`, and the prior."""
    readouts = fit_readouts(task, settings, views, base, train, say)
    shipped = photo_prior(task.cells, take(task.photos, train), task.weights(train, task.prior_power), task.prior_floor)
    return scores_of(readouts, views, test, base), shipped


def smooth_countries(cells: Cells, km: float) -> list[tuple[np.ndarray, np.ndarray]] | None:
    """Of each country, the countries that share its weight and their shares: exp(-d / km), d by how much further from its places theirs are than its own
    are from each other, on average. None where km is zero."""
    if km <= 0:
        return None
    count = len(cells.countries)
    least = np.full((count, count), np.inf)
    for c in range(count):
        rows = np.flatnonzero(cells.country == c)
        if len(rows) == 0:
            continue
        near = distances_km(cells.points[rows], cells.points).numpy()
        measure = base_measure(cells)[rows]
        mean = (near * (measure / measure.sum())[:, None]).sum(0)  # a country's mean distance to each cell
        for other in range(count):
            theirs = np.flatnonzero(cells.country == other)
            if len(theirs):
                least[c, other] = np.average(mean[theirs], weights=base_measure(cells)[theirs])
    found = []
    for c in range(count):
        excess = least[c] - least[c, c]
        others = np.flatnonzero((excess < 4 * km) & np.isfinite(excess)) if np.isfinite(least[c, c]) else np.array([c])
        shares = np.exp(-np.maximum(excess[others], 0) / km) if len(others) > 1 else np.ones(1)
        found.append((others, shares / shares.sum()))
    return found


def judged(task: Task, scores: np.ndarray, prior: np.ndarray, rows: np.ndarray, temperature: float) -> dict[str, np.ndarray]:
    """Country ranks, log probability and distance of the photos `rows`."""
    posterior = _posterior(scores, prior, temperature)
    member = np.zeros((len(task.cells), len(task.cells.countries)), np.float32)
    member[np.arange(len(task.cells)), task.cells.country] = 1
    countries, truth = posterior @ member, task.country[rows]
    own = countries[np.arange(len(rows)), np.maximum(truth, 0)]
    rank = (countries > own[:, None]).sum(1)
    kernel = torch.exp(-distances_km(task.cells.points, task.cells.points) / GEOSCORE_KM)
    best = (torch.from_numpy(posterior) @ kernel).argmax(1).numpy()
    located = task.photos.located[rows]
    km = np.full(len(rows), np.nan)
    places = unit_vectors(task.cells.points[best[located]]), unit_vectors(task.photos.points[rows[located]])
    half = ((1 - (places[0] * places[1]).sum(1)) / 2).clamp(0, 1).sqrt()
    km[located] = (2 * EARTH_RADIUS_KM * torch.asin(half)).numpy()
    asked = truth != UNKNOWN
    return {"first": np.where(asked, rank == 0, np.nan), "five": np.where(asked, rank < 5, np.nan),
            "log_country": np.where(asked, np.log(np.maximum(own, 1e-12)), np.nan), "km": km}  # fmt: skip


def _posterior(scores: np.ndarray, prior: np.ndarray, temperature: float) -> np.ndarray:
    logits = temperature * scores.astype(np.float32) + np.log(prior).astype(np.float32)
    logits -= logits.max(1, keepdims=True)
    np.exp(logits, out=logits)
    return logits / logits.sum(1, keepdims=True)


def likelihoods(task: Task, scores: np.ndarray, prior: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """[temperatures] summed log probability of the cell nearest to each photo's place."""
    located = np.flatnonzero(task.photos.located[rows])
    home = distances_km(task.photos.points[rows[located]], task.cells.points).argmin(1).numpy()
    return np.array([np.log(_posterior(scores[located], prior, t)[np.arange(len(home)), home] + 1e-12).sum() for t in TEMPERATURES])


def read_held_out(task: Task, names: list[str], fold: np.ndarray, run: Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]) -> Asked:
    """`run(train, test)` gives scores and prior. A fold's temperature is the likeliest on the other folds."""
    count = int(fold.max()) + 1
    rows = [np.flatnonzero(fold == k) for k in range(count)]
    said = [run(np.flatnonzero((fold != k) & task.training), rows[k]) for k in range(count)]
    fits = np.stack([likelihoods(task, *said[k], rows[k]) for k in range(count)])
    found = {key: np.full(len(fold), np.nan) for key in ("first", "five", "log_country", "km")}
    for k in range(count):
        temperature = TEMPERATURES[int((fits.sum(0) - (fits[k] if count > 1 else 0)).argmax())]
        for key, values in judged(task, *said[k], rows[k], temperature).items():
            found[key][rows[k]] = values
    return Asked(names, task.country, **found)


def mean_over_countries(values: np.ndarray, country: np.ndarray) -> float:
    counts = Counter(country.tolist())
    means = [values[country == c].mean() for c, n in counts.items() if n >= LEAST and c != UNKNOWN]
    return float(np.mean(means)) if means else float("nan")


STATISTICS: dict[str, Callable[[Asked, np.ndarray], float]] = {
    "country first": lambda a, r: float(np.nanmean(a.first[r])),
    "among five": lambda a, r: float(np.nanmean(a.five[r])),
    "first, over countries": lambda a, r: _balanced(a.first, a, r),
    "log p": lambda a, r: float(np.nanmean(a.log_country[r])),
    "median km": lambda a, r: float(np.nanmedian(a.km[r])),
    "GeoScore": lambda a, r: float(np.nanmean(geoscore(a.km[r]))),
    "GeoScore, over countries": lambda a, r: _balanced(geoscore(a.km), a, r),
}


def _balanced(values: np.ndarray, a: Asked, rows: np.ndarray) -> float:
    rows = rows[~np.isnan(values[rows])]
    return mean_over_countries(values[rows], a.country[rows])


def figures(a: Asked, clusters: list[str], rows: np.ndarray, before: Asked | None = None) -> dict[str, Figure]:
    """Each statistic over `rows`, or its gain over `before`, with a bootstrap over whole clusters."""
    rng = np.random.default_rng(0)
    rows = rows[~np.isnan(a.first[rows]) | ~np.isnan(a.km[rows])]
    _, member = np.unique([clusters[i] for i in rows], return_inverse=True)
    parts = [rows[member == g] for g in range(member.max() + 1)]
    draws = [np.concatenate([parts[g] for g in rng.integers(0, len(parts), len(parts))]) for _ in range(DRAWS)]

    def of(statistic: Callable[[Asked, np.ndarray], float], chosen: np.ndarray) -> float:
        return statistic(a, chosen) - (statistic(before, chosen) if before else 0.0)

    found = {}
    for name, statistic in STATISTICS.items():
        low, high = np.nanpercentile([of(statistic, chosen) for chosen in draws], [2.5, 97.5])
        number = int((~np.isnan((a.km if "km" in name or "GeoScore" in name else a.first)[rows])).sum())
        found[name] = Figure(of(statistic, rows), float(low), float(high), number)
    return found


def save(path: Path, a: Asked) -> None:
    np.savez_compressed(path, regions=np.array(a.regions), country=a.country, first=a.first, five=a.five, log_country=a.log_country, km=a.km)


def load(path: Path) -> Asked:
    with np.load(path) as kept:
        return Asked(kept["regions"].tolist(), *(kept[n] for n in ("country", "first", "five", "log_country", "km")))
