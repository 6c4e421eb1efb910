"""Batches for training, from the pixel cache or from shards: pixels uint8 [b, s, s, 3], points [b, 2], country codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from .augment import centre_crop, random_crop, worse_recording
from .photos import Photos, PixelCache

KM_PER_DEGREE = 111.195


@dataclass(frozen=True)
class Batch:
    pixels: Tensor
    points: np.ndarray
    countries: list[str]


Sample = tuple[np.ndarray, np.ndarray, str]


def collate(samples: list[Sample]) -> Batch:
    pixels, points, countries = zip(*samples, strict=True)
    return Batch(torch.from_numpy(np.stack(pixels)), np.stack(points), list(countries))


def jittered(point: np.ndarray, precision_km: float, rng: np.random.Generator) -> np.ndarray:
    """Moves a point by its own uncertainty."""
    if np.isnan(point[0]) or not precision_km > 0:
        return point
    north, east = rng.normal(0, precision_km / 2, 2) / KM_PER_DEGREE
    lat = float(np.clip(point[0] + north, -90, 90))
    lng = point[1] + east / max(0.05, np.cos(np.radians(lat)))
    return np.array([lat, (lng + 180) % 360 - 180])


class CropDataset(Dataset[Sample]):
    """One random crop per draw; every draw has its own seed, whatever process makes it."""

    def __init__(self, photos: Photos, cache: PixelCache, size: int, draws: np.ndarray, seed: int, cameras: float = 0.0) -> None:
        self.photos, self.cache, self.size, self.draws, self.seed, self.cameras = photos, cache, size, draws, seed, cameras

    def __len__(self) -> int:
        return len(self.draws)

    def __getitem__(self, k: int) -> Sample:
        i, rng = int(self.draws[k]), np.random.default_rng((self.seed, k))
        point = jittered(self.photos.points[i], float(self.photos.precision_km[i]), rng)
        pixels = random_crop(self.cache[i], self.size, rng)
        if rng.random() < self.cameras:
            pixels = worse_recording(pixels, rng)
        return pixels, point, self.photos.countries[i]


def training_batches(photos: Photos, cache: PixelCache, weights: np.ndarray, size: int, batch: int, steps: int, seed: int,
                     rank: int = 0, world: int = 1, workers: int = 0, cameras: float = 0.0) -> Iterator[Batch]:  # fmt: skip
    """`steps` batches of balanced draws; ranks draw from the same stream and take turns."""
    rng = np.random.default_rng(seed)
    draws = rng.choice(len(photos), size=steps * batch * world, p=weights / weights.sum())[rank::world]
    dataset = CropDataset(photos, cache, size, draws, seed * world + rank, cameras)
    yield from DataLoader(dataset, batch, num_workers=workers, collate_fn=collate, prefetch_factor=2 if workers else None)


def centre_batches(cache: PixelCache, size: int, batch: int) -> Iterator[Tensor]:
    for start in range(0, len(cache), batch):
        crops = [centre_crop(cache[i], size) for i in range(start, min(len(cache), start + batch))]
        yield torch.from_numpy(np.stack(crops))
