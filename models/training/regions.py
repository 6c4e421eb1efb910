"""Parts of the Earth that a reading holds out of training: whole countries and, of countries that are most of the photos, blocks."""

from __future__ import annotations

import math

import numpy as np

from .photos import Photos

BLOCK_KM = 500.0
KM_PER_DEGREE = 111.195
DIVIDED = 0.02  # countries with more than this share of the photos
LEAST_BLOCKS = 4  # and with coordinates in so many blocks are held out a block at a time
TRAINING = ""  # the region of photos that are never held out


def block(lat: float, lng: float) -> str:
    """A piece of about 500 km x 500 km: bands of equal height, cut into pieces of nearly equal width."""
    height = BLOCK_KM / KM_PER_DEGREE
    row = math.floor((lat + 90) / height)
    middle = (row + 0.5) * height - 90
    count = max(1, round(360 * math.cos(math.radians(middle)) * KM_PER_DEGREE / BLOCK_KM))
    return f"{row}:{math.floor((lng + 180) / 360 * count) % count}"


def regions(photos: Photos, countries: np.ndarray) -> list[str]:
    """The region of every photo: its country's number, or `country/block`. Photos of one group share the region of the first of them. A photo of a
    divided country without coordinates may lie in any block, so it is never held out."""
    blocks = [block(*point) if known else "" for point, known in zip(photos.points, photos.located, strict=True)]
    found: dict[str, str] = {}
    for code in np.unique(countries):
        rows = np.flatnonzero(countries == code)
        if len(rows) > DIVIDED * len(photos) and len({blocks[i] for i in rows} - {""}) >= LEAST_BLOCKS:
            found |= {str(i): f"{code}/{blocks[i]}" if blocks[i] else TRAINING for i in rows}
        else:
            found |= {str(i): str(code) for i in rows}
    first: dict[str, str] = {}
    return [first.setdefault(group, found[str(i)]) for i, group in enumerate(photos.groups)]


def folds(names: list[str], count: int) -> np.ndarray:
    """[photos] which fold holds each photo out, -1 for never: whole regions, the largest first, each into the fold with the fewest photos."""
    sizes = {name: names.count(name) for name in sorted(set(names) - {TRAINING})}
    held, home = [0] * count, {TRAINING: -1}
    for name in sorted(sizes, key=lambda n: (-sizes[n], n)):
        home[name] = int(np.argmin(held))
        held[home[name]] += sizes[name]
    return np.array([home[name] for name in names])
