"""The image vectors that a sequence model learns from: of the training photos by readouts that have not seen their regions, since the readout that ships
remembers them; of other photos by the readout that ships."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from . import config
from .held_out import COARSE, FOLDS, Place, joined_encoders, read_features
from .linear_readout import by_country
from .model import Geolocator
from .photos import Photos, read_photos
from .places import training_cells
from .reading import Task, fit_readouts, merge, place_vectors, vectors_of
from .regions import folds, regions


@dataclass(frozen=True)
class Vectors:
    """Photos with what encoders say of them, unit vectors [photos, d] towards the bundle's places, and the region that each lies in."""

    photos: Photos
    vectors: np.ndarray
    regions: list[str]

    @property
    def asked(self) -> np.ndarray:
        """Rows with coordinates that were held out."""
        return np.flatnonzero(self.photos.located & ~np.isnan(self.vectors[:, 0]))


def training_vectors(settings: config.Config, model: Geolocator, at: Place, kept: Path, say: Callable[[str], None] = print) -> Vectors:
    """Vectors of `train`, NaN for photos that are never held out: each by readouts of the resting encoders, towards the bundle's own places, that were
    fitted without its region. Read from `kept` where they lie there already."""
    d, b, photos = settings.data, settings.bundle, read_photos(at.photos / "train.csv")
    cells = by_country(training_cells(at.geodata, d.coarse, d.fine, d.split_below)[0])
    country = np.array([cells.country_index(code) for code in photos.countries])
    names = regions(photos, country)
    if kept.exists():
        return Vectors(photos, np.load(kept), names)
    merged = merge(cells, COARSE)
    task = Task(photos, merged.cells, country, np.ones(len(photos), bool), d.country_power, d.view_power, b.prior_power, b.prior_floor)
    views = [[part] for part in read_features(at.features, "train", 0, len(joined_encoders(model)), settings.readout.together)]
    base = F.normalize(merged.weights @ place_vectors(model.location, cells), dim=1)
    fold = folds(names, FOLDS)
    found = np.full((len(photos), base.shape[1]), np.nan, np.float32)
    for k in range(int(fold.max()) + 1):
        readouts = fit_readouts(task, settings.readout, views, base, np.flatnonzero(fold != k), say)
        rows = np.flatnonzero(fold == k)
        found[rows] = vectors_of(readouts, views, rows).numpy()
    kept.parent.mkdir(parents=True, exist_ok=True)
    np.save(kept, found)
    return Vectors(photos, found, names)


def shipped_vectors(model: Geolocator, at: Place, name: str) -> Vectors:
    """Vectors of a set that the bundle's own readouts were not fitted on."""
    photos, encoders = read_photos(at.photos / f"{name}.csv"), joined_encoders(model)
    parts = read_features(at.features, name, 0, len(encoders), together=False)
    with torch.inference_mode():
        said = [encoder.read(torch.from_numpy(part).float())[0] for encoder, part in zip(encoders, parts, strict=True)]
        vectors = F.normalize(torch.stack(said).sum(0), dim=1).numpy()
    return Vectors(photos, vectors, photos.groups)
