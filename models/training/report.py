"""Tables of figures in Markdown, footprint and speed of a bundle, and how closely it follows the PyTorch model."""

from __future__ import annotations

import time

import numpy as np
import torch

from .bundle import Bundle
from .metrics import Figure
from .model import Geolocator
from .photos import PixelCache


def _percent(name: str) -> bool:
    return name.startswith(("within", "recall")) or not name.startswith(("median", "GeoScore"))


def table(rows: dict[str, dict[str, Figure]], columns: list[str]) -> str:
    lines = ["| model | " + " | ".join(columns) + " |", "| --- |" + " --- |" * len(columns)]
    for name, figures in rows.items():
        cells = [figures[c].text(_percent(c)) if c in figures else "-" for c in columns]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def listing(figures: dict[str, Figure]) -> str:
    return "\n".join(["| figure | value [95 % interval] |", "| --- | --- |", *(f"| {n} | {f.text(_percent(n))} |" for n, f in figures.items())])


def attributes(figures: dict[str, tuple[Figure, Figure]]) -> str:
    lines = ["| attribute | right | commonest class |", "| --- | --- | --- |"]
    return "\n".join([*lines, *(f"| {name} | {right.text()} | {common.text()} |" for name, (right, common) in figures.items())])


def speed(bundle: Bundle, runs: int = 20) -> dict[str, float]:
    """Median milliseconds of one photo, and photos per second in batches of 8; encoding only."""
    size, name = bundle.about["image"]["size"], bundle.about["image"]["input"]

    def seconds(count: int) -> float:
        pixels = np.zeros((count, 3, size, size), np.float32)
        times = []
        for _ in range(runs):
            start = time.perf_counter()
            bundle.image.run(None, {name: pixels})
            times.append(time.perf_counter() - start)
        return float(np.median(times[2:]))

    return {"one photo, ms": 1e3 * seconds(1), "photos/s in batches": 8 / seconds(8)}


@torch.inference_mode()
def agreement(bundle: Bundle, model: Geolocator, cache: PixelCache, points: np.ndarray, photos: int = 32) -> dict[str, float]:
    """Least cosine between the bundle's and the fp32 PyTorch model's vectors."""
    pixels = np.stack([bundle.pixels(cache[i]) for i in range(min(photos, len(cache)))])
    about = bundle.about["image"]
    ours = bundle.image.run([about["output"]], {about["input"]: pixels})[0]
    theirs = model.image(torch.from_numpy(pixels))[0].numpy()
    image = (ours * theirs).sum(1) / np.linalg.norm(ours, axis=1)
    location = (bundle.encode_points(points) * model.location(torch.as_tensor(points, dtype=torch.float32)).numpy()).sum(1)
    return {"image": float(image.min()), "location": float(location.min())}


