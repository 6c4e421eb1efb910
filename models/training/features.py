"""What resting backbones say of photos: asked once for every set and view, and kept in a folder, so that readouts can be fitted many times."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from .augment import behind_windscreen, centre_crop, erase, jitter_colours, normalise, random_crop
from .photos import PixelCache

CHUNK = 64  # photos that a backbone sees together


def view_pixels(cache: PixelCache, rows: range, size: int, view: int, cameras: float) -> Tensor:
    """Normalised [n, 3, size, size]: the centre as the product crops it (view 0), or a crop in other colours, some as other cameras take
    them and some with a patch erased. A photo's crop depends on its row and the view alone."""
    if view == 0:
        return normalise(torch.from_numpy(np.stack([centre_crop(cache[i], size) for i in rows])))
    rng, generator = np.random.default_rng((view, rows.start)), torch.Generator().manual_seed(1_000_003 * view + rows.start)
    pixels = normalise(torch.from_numpy(np.stack([random_crop(cache[i], size, rng) for i in rows])))
    pixels = jitter_colours(pixels, generator, cast=0.06 + 0.14 * cameras)
    seen = torch.from_numpy(rng.random(len(pixels)) < cameras)
    pixels = torch.where(seen[:, None, None, None], behind_windscreen(pixels, rng), pixels)
    return erase(pixels, rng)


def features(encoder: nn.Module, cache: PixelCache, size: int, view: int, cameras: float, path: Path) -> np.ndarray:
    """fp16 [photos, features] of one view, read from `path` where it lies there already. The encoder has a method `features`."""
    if path.exists():
        return np.load(path)
    parts: list[np.ndarray] = []
    started = time.monotonic()
    for first in range(0, len(cache), CHUNK):
        rows = range(first, min(first + CHUNK, len(cache)))
        pixels = view_pixels(cache, rows, size, view, cameras).contiguous(memory_format=torch.channels_last)
        with torch.inference_mode():
            parts.append(encoder.features(pixels).float().numpy().astype(np.float16))  # type: ignore[operator]
        if first // CHUNK % 20 == 0:
            print(f"{path.stem}: {first}/{len(cache)} photos, {first / (time.monotonic() - started):.0f} photos/s", flush=True)
    found = np.concatenate(parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(".tmp.npy")
    np.save(written, found)
    written.replace(path)
    return found
