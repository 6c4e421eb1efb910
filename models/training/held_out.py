"""The commands around resting encoders: their features, and how a readout of them does in regions and on photos that it was not trained on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from . import config
from .export import load_bundle
from .features import features
from .geoclip import read_geoclip
from .linear_readout import by_country
from .location import JoinedLocations
from .metrics import Figure
from .model import Geolocator, ImageEncoder, JoinedEncoders
from .photos import PixelCache, read_photos
from .places import Cells, training_cells
from .prior import base_measure
from .reading import Asked, Task, figures, fit_and_score, load, merge, place_vectors, read_held_out, save, together
from .regions import folds, regions

FOLDS = 3
COARSE = 2  # H3 resolution of the cells that a reading ranks


def load_joined(configs: list[config.Config], folder: Path) -> Geolocator:
    """The encoders of a bundle that has several in one graph, one configuration for each, and its location encoder."""
    model = Geolocator(configs[-1].model)
    model.image = JoinedEncoders([ImageEncoder(c.model) for c in configs])  # type: ignore[assignment]
    load_bundle(model, folder)
    return model.eval()


def joined_encoders(model: Geolocator) -> list[ImageEncoder]:
    assert isinstance(model.image, JoinedEncoders)
    return [encoder for encoder in model.image.encoders if isinstance(encoder, ImageEncoder)]


def write_features(model: Geolocator, settings: config.Config, cache: Path, folder: Path, asked: list[tuple[str, int]]) -> None:
    """`SET-VIEW-ENCODER.npy` in the folder for every set and view that is asked for; what lies there already is kept. Views of `train` beside the centre
    are drawn as in training; those of other sets all show photos as other cameras take them."""
    for name, view in asked:
        cameras = settings.data.cameras if name == "train" else 1.0
        for k, encoder in enumerate(joined_encoders(model)):
            features(encoder, PixelCache(cache / name), settings.bundle.size, view, cameras, folder / f"{name}-{view}-{k}.npy")


def read_features(folder: Path, name: str, view: int, encoders: int, together: bool) -> list[np.ndarray]:
    """[photos, features] of each encoder, or side by side as one."""
    parts = [np.load(folder / f"{name}-{view}-{k}.npy") for k in range(encoders)]
    return [np.concatenate(parts, 1)] if together else parts


def place_encoder(settings: config.Places, own: nn.Module, geoclip: Path | None, cells: Cells) -> JoinedLocations:
    """The location encoders that count, side by side, less their mean over the cells, turned to the directions in which the cells differ most. Cells
    count by the base measure. Raises ValueError where GeoCLIP's weights are wanted and not given."""
    chosen: list[tuple[nn.Module, float]] = [(own, settings.own)] if settings.own else []
    if settings.geoclip:
        if geoclip is None:
            raise ValueError("places.geoclip is not zero: say where GeoCLIP's location_encoder_weights.pth is, with --geoclip")
        chosen.append((read_geoclip(geoclip), settings.geoclip))
    measure = torch.from_numpy(base_measure(cells)).float()
    means, shares, parts = [], [], []
    for encoder, share in chosen:
        vectors = place_vectors(encoder, cells)
        mean = measure @ vectors
        length = (vectors - mean).norm(dim=1).mean()
        means.append(mean)
        shares.append(torch.full_like(mean, share / float(length)))
        parts.append((vectors - mean) * shares[-1])
    base = torch.cat(parts, 1) * measure.sqrt()[:, None]
    directions = torch.linalg.eigh(base.T @ base).eigenvectors.flip(1)[:, : settings.dimension]
    return JoinedLocations([encoder for encoder, _ in chosen], torch.cat(shares), torch.cat(means), directions.contiguous()).eval()


@dataclass(frozen=True)
class Place:
    """Where everything that a reading needs is."""

    photos: Path
    geodata: Path
    features: Path
    geoclip: Path | None


def read(settings: config.Config, model: Geolocator, at: Place, views: int) -> tuple[Task, Asked, Asked]:
    """The reading of `train` and `val` in held-out regions, and that of `val` by a readout of all of `train`."""
    cells, _ = training_cells(at.geodata, settings.data.coarse, settings.data.fine, settings.data.split_below)
    cells, merged = by_country(cells), merge(cells, COARSE)
    train, val = (read_photos(at.photos / f"{name}.csv") for name in ("train", "val"))
    photos = together(train, val)
    country = np.array([cells.country_index(code) for code in photos.countries])
    asked = np.arange(len(photos)) >= len(train)
    d, b = settings.data, settings.bundle
    task = Task(photos, merged.cells, country, ~asked, d.country_power, d.view_power, b.prior_power, b.prior_floor)
    encoder = place_encoder(settings.places, model.location, at.geoclip, cells)
    with torch.inference_mode():
        vectors = _projected(encoder, place_vectors_of(encoder, cells))
    base = (merged.weights @ vectors).clone()
    seen = list(_views(settings, at, len(joined_encoders(model)), views))

    def run(rows: np.ndarray, held: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return fit_and_score(task, settings.readout, seen, base, rows, held)

    names = regions(photos, country)
    held_out = read_held_out(task, names, folds(names, FOLDS), run)
    return task, held_out, read_held_out(task, photos.groups, np.where(asked, 0, -1), run)


def place_vectors_of(encoder: JoinedLocations, cells: Cells) -> Tensor:
    """[cells, b] before the last layer, the mean over points in each cell."""

    class Base(nn.Module):
        def forward(self, location: Tensor) -> Tensor:
            return encoder.base(location)

    return place_vectors(Base(), cells)


def _projected(encoder: JoinedLocations, base: Tensor) -> Tensor:
    return base if encoder.transform is None else base @ encoder.transform.detach()


def _views(settings: config.Config, at: Place, encoders: int, views: int) -> Iterator[list[np.ndarray]]:
    """For each readout its views; `val` was seen in its centre only, and is never trained on."""
    whole = settings.readout.together
    centre = read_features(at.features, "val", 0, encoders, whole)
    parts = [read_features(at.features, "train", view, encoders, whole) for view in range(views)]
    for k, last in enumerate(centre):
        yield [np.concatenate([part[k], last]) for part in parts]


def table(task: Task, held_out: Asked, val: Asked, before: tuple[Asked, Asked] | None = None) -> str:
    """Markdown: the figures of both readings, or their gains over `before`, with intervals."""
    asked = np.flatnonzero(~task.training)
    readings = (("held-out regions, train", held_out, np.flatnonzero(task.training), held_out.regions, 0),
                ("held-out regions, val", held_out, asked, task.photos.groups, 0), ("val", val, asked, val.regions, 1))  # fmt: skip
    lines: list[str] = []
    for name, said, rows, clusters, k in readings:
        found = figures(said, clusters, rows, before[k] if before else None)
        if not lines:
            lines = ["| reading | " + " | ".join(found) + " |", "| --- |" + " --- |" * len(found)]
        lines.append(f"| {name} | " + " | ".join(_text(statistic, figure) for statistic, figure in found.items()) + " |")
    return "\n".join(lines)


def _text(name: str, figure: Figure) -> str:
    if name == "log p":
        return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}] (N={figure.photos})"
    return figure.text(percent="km" not in name and "GeoScore" not in name)


def run_reading(settings: config.Config, model: Geolocator, at: Place, views: int, out: Path, against: Path | None) -> str:
    task, held_out, val = read(settings, model, at, views)
    out.mkdir(parents=True, exist_ok=True)
    save(out / "held-out.npz", held_out)
    save(out / "val.npz", val)
    said = table(task, held_out, val)
    if against is not None:
        said += "\n\nless " + str(against) + "\n\n" + table(task, held_out, val, (load(against / "held-out.npz"), load(against / "val.npz")))
    return said
