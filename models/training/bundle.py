"""Reads an exported bundle and runs it with onnxruntime, as the product does."""

from __future__ import annotations

import csv
import gzip
import json
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from PIL import Image, ImageOps

from .augment import centre_crop
from .places import Cells


class Bundle:
    def __init__(self, folder: Path, threads: int = 2) -> None:
        self.folder = folder
        self.about: dict[str, Any] = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
        self._options = onnxruntime.SessionOptions()
        self._options.intra_op_num_threads = threads

    def _session(self, part: str) -> onnxruntime.InferenceSession:
        path = self.folder / self.about[part]["file"]
        return onnxruntime.InferenceSession(str(path), self._options, providers=["CPUExecutionProvider"])

    @cached_property
    def image(self) -> onnxruntime.InferenceSession:
        return self._session("image")

    @cached_property
    def location(self) -> onnxruntime.InferenceSession:
        return self._session("location")

    def pixels(self, photo: np.ndarray) -> np.ndarray:
        """uint8 [h, w, 3] upright sRGB -> float32 [3, size, size]."""
        image = self.about["image"]
        cropped = centre_crop(photo, image["size"]).astype(np.float32) / 255.0
        return ((cropped - np.float32(image["mean"])) / np.float32(image["std"])).transpose(2, 0, 1)

    def encode_photos(self, paths: list[Path], batch: int = 32) -> dict[str, np.ndarray]:
        names = [output.name for output in self.image.get_outputs()]
        parts: list[list[np.ndarray]] = []
        for start in range(0, len(paths), batch):
            pixels = np.stack([self.pixels(_open(path)) for path in paths[start : start + batch]])
            parts.append(self.image.run(names, {self.about["image"]["input"]: pixels}))
        result = {name: np.concatenate([p[i] for p in parts]) for i, name in enumerate(names)}
        result[self.about["image"]["output"]] = _unit(result[self.about["image"]["output"]])
        return result

    def encode_points(self, points: np.ndarray, batch: int = 8192) -> np.ndarray:
        name = self.about["location"]["input"]
        parts = [self.location.run(None, {name: points[i : i + batch].astype(np.float32)})[0] for i in range(0, len(points), batch)]
        return _unit(np.concatenate(parts))

    def prior(self, cells: Cells) -> np.ndarray:
        with gzip.open(self.folder / self.about["prior"]["file"], "rt", encoding="utf-8") as stream:
            listed = {row["h3"]: float(row["weight"]) for row in csv.DictReader(stream)}
        least = min(listed.values())
        weights = np.array([listed.get(cell, least) for cell in cells.ids])
        return weights / weights.sum()


def _open(path: Path) -> np.ndarray:
    with Image.open(path) as opened:
        return np.asarray(ImageOps.exif_transpose(opened).convert("RGB"))


def _unit(vectors: np.ndarray) -> np.ndarray:
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
