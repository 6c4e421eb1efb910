"""Streams WebDataset shards: plain tar files in which `key.jpg` (or png, webp) lies beside `key.json`.

The JSON holds `lat`, `lon` (or null), `country` and optionally `precision_km`. Nothing is read twice or held beyond the
shuffle buffer, so the size of the set does not matter. Tested on tiny shards; not exercised at scale.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterable, Iterator
from typing import IO, cast
from urllib.request import urlopen

import numpy as np
from PIL import Image, ImageOps
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from .augment import random_crop
from .batches import Batch, Sample, collate, jittered

IMAGES = (".jpg", ".jpeg", ".png", ".webp")


def _open(url: str) -> IO[bytes]:
    return cast(IO[bytes], urlopen(url)) if "://" in url else open(url, "rb")


def records(url: str) -> Iterator[tuple[bytes, dict[str, object]]]:
    """Pairs of picture bytes and description, in the order in which both are complete."""
    with _open(url) as stream, tarfile.open(fileobj=stream, mode="r|*") as archive:
        key, parts = "", {}  # type: tuple[str, dict[str, bytes]]
        for member in archive:
            if not member.isfile():
                continue
            stem, dot, kind = member.name.rpartition(".")
            if stem != key:
                key, parts = stem, {}
            content = archive.extractfile(member)
            assert content is not None
            parts["json" if kind == "json" else "image" if f"{dot}{kind.lower()}" in IMAGES else kind] = content.read()
            if "json" in parts and "image" in parts:
                yield parts["image"], json.loads(parts["json"])
                parts = {}


class ShardStream(IterableDataset[Sample]):
    def __init__(self, urls: list[str], size: int, seed: int, rank: int, world: int, buffer: int = 2048) -> None:
        self.urls, self.size, self.seed, self.rank, self.world, self.buffer = urls, size, seed, rank, world, buffer

    def _shuffled(self, rng: np.random.Generator, urls: list[str]) -> Iterable[tuple[bytes, dict[str, object]]]:
        held: list[tuple[bytes, dict[str, object]]] = []
        while True:
            for u in rng.permutation(len(urls)):
                for record in records(urls[u]):
                    if len(held) < self.buffer:
                        held.append(record)
                        continue
                    k = int(rng.integers(len(held)))
                    held[k], record = record, held[k]
                    yield record
            yield from (held.pop(int(rng.integers(len(held)))) for _ in range(len(held)))

    def __iter__(self) -> Iterator[Sample]:
        info = get_worker_info()
        worker, workers = (info.id, info.num_workers) if info else (0, 1)
        part = self.rank * workers + worker
        urls = self.urls[part :: self.world * workers] or self.urls
        rng = np.random.default_rng((self.seed, part))
        for image, about in self._shuffled(rng, urls):
            with Image.open(io.BytesIO(image)) as opened:
                pixels = np.asarray(ImageOps.exif_transpose(opened).convert("RGB"))
            lat, lng = about.get("lat"), about.get("lon")
            known = lat is not None and lng is not None
            point = np.array([lat, lng] if known else [np.nan, np.nan], np.float64)
            point = jittered(point, float(cast(float, about.get("precision_km") or 0)), rng)
            yield random_crop(pixels, self.size, rng), point, str(about.get("country") or "")


def shard_batches(urls: list[str], size: int, batch: int, steps: int, seed: int, rank: int = 0, world: int = 1,
                  workers: int = 0) -> Iterator[Batch]:  # fmt: skip
    """`steps` batches; the loader starts anew with each call, so ask for many steps when shards are large."""
    loader = DataLoader(ShardStream(urls, size, seed, rank, world), batch, num_workers=workers, collate_fn=collate)
    for _, samples in zip(range(steps), loader, strict=False):
        yield samples
