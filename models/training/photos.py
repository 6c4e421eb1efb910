"""Photos: the CSV that describes them and the cache of decoded pixels that training reads."""

from __future__ import annotations

import csv
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps


@dataclass(frozen=True)
class Photos:
    """One row per photo; coordinates are NaN where only the country is known."""

    files: list[str]
    points: np.ndarray  # [n, 2] latitude, longitude in degrees
    precision_km: np.ndarray  # [n]
    countries: list[str]
    groups: list[str]
    sources: list[str]

    def __len__(self) -> int:
        return len(self.files)

    @property
    def located(self) -> np.ndarray:
        return ~np.isnan(self.points[:, 0])

    @property
    def views(self) -> np.ndarray:
        """How many photos were taken within some 100 m of each; 1 where coordinates are not known."""
        spots = [tuple(point) if known else i for i, (point, known) in enumerate(zip(self.points.round(3), self.located, strict=True))]
        counts = Counter(spots)
        return np.array([counts[spot] for spot in spots])


def _number(text: str) -> float:
    return float(text) if text else float("nan")


def read_photos(path: Path) -> Photos:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return Photos(
        files=[r["file"] for r in rows],
        points=np.array([[_number(r["lat"]), _number(r["lon"])] for r in rows], np.float64).reshape(-1, 2),
        precision_km=np.array([_number(r.get("precision_km", "")) for r in rows]),
        countries=[r["country"] for r in rows],
        groups=[r.get("group") or r["file"] for r in rows],
        sources=[r.get("source", "") for r in rows],
    )


def decode(path: Path, side: int) -> np.ndarray:
    """Upright sRGB pixels whose shorter side is `side`; panoramas are cut to 2:1 around the centre."""
    with Image.open(path) as opened:
        image = ImageOps.exif_transpose(opened).convert("RGB")
    scale = side / min(image.size)
    size = (max(side, round(image.width * scale)), max(side, round(image.height * scale)))
    pixels = np.asarray(image.resize(size, Image.Resampling.BICUBIC))
    top = max(0, (pixels.shape[0] - 2 * side) // 2)
    left = max(0, (pixels.shape[1] - 2 * side) // 2)
    return pixels[top : top + 2 * side, left : left + 2 * side]


def build_cache(photos: Photos, folder: Path, out: Path, side: int, threads: int = 2) -> None:
    """Decodes every photo once: pixels go one after the other into `pixels.u8`, shapes into `shapes.npy`."""
    out.mkdir(parents=True, exist_ok=True)
    if (out / "shapes.npy").exists() and len(np.load(out / "shapes.npy")) == len(photos):
        return
    shapes = np.zeros((len(photos), 2), np.int64)
    with (out / "pixels.u8").open("wb") as stream, ThreadPoolExecutor(threads) as pool:
        decoded = pool.map(lambda file: decode(folder / file, side), photos.files)
        for i, pixels in enumerate(decoded):
            shapes[i] = pixels.shape[:2]
            stream.write(pixels.tobytes())
            if (i + 1) % 1000 == 0:
                print(f"decoded {i + 1}/{len(photos)}", flush=True)
    np.save(out / "shapes.npy", shapes)


class PixelCache:
    """Reads `build_cache`'s files; the system's page cache keeps what is used."""

    def __init__(self, folder: Path) -> None:
        self.shapes: np.ndarray = np.load(folder / "shapes.npy")
        sizes = self.shapes.prod(1) * 3
        self.offsets = np.concatenate([[0], np.cumsum(sizes)])
        self.bytes = np.memmap(folder / "pixels.u8", np.uint8, mode="r")

    def __len__(self) -> int:
        return len(self.shapes)

    def __getitem__(self, i: int) -> np.ndarray:
        height, width = self.shapes[i]
        return self.bytes[self.offsets[i] : self.offsets[i + 1]].reshape(height, width, 3)
