"""A tiny world: 80 photos of flat colours that tell the country, and a few hundred coarse cells."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import h3
import numpy as np
import pytest
from PIL import Image

from models.training import config

TOML = """
[data]
side = 48
coarse = 1
fine = 2
[model]
backbone = "tiny"
dimension = 16
frequencies = 8
hidden = 16
[optimiser]
batch = 8
workers = 0
sizes = [[0.0, 32], [0.5, 40]]
frozen = [[0.0, 0], [0.5, 2]]
head_rate = 5e-3
backbone_rate = 2e-3
ema = 0.9
[bundle]
size = 40
"""

COUNTRIES = ("AA", "BB", "CC", "DD")  # quarters of the world by longitude


def country_of(lng: float) -> str:
    return COUNTRIES[int((lng + 180) // 90) % 4]


def _cells(folder: Path, resolution: int) -> None:
    cells = sorted(c for r in h3.get_res0_cells() for c in h3.cell_to_children(r, resolution) if abs(h3.cell_to_latlng(c)[0]) < 60)
    with gzip.open(folder / f"land_h3_res{resolution}.json.gz", "wt") as stream:
        json.dump(cells, stream)
    with gzip.open(folder / f"h3_attributes_res{resolution}.csv.gz", "wt", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["h3", "country", "drive", "pop", "pop_km2", "igbp_major", "urban_frac", "koppen", "elev_m"])
        for cell in cells:
            lat, lng = h3.cell_to_latlng(cell)
            climate = "Af" if abs(lat) < 25 else "Dfb"
            writer.writerow([cell, country_of(lng), "left" if lng < 0 else "right", 10, 5.0, 12, 0.1, climate, 200])


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    (folder / "geodata").mkdir()
    for resolution in (1, 2):
        _cells(folder / "geodata", resolution)
    rng = np.random.default_rng(0)
    for name, count in (("train", 64), ("val", 16)):
        (folder / name).mkdir()
        with (folder / f"{name}.csv").open("w", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(["file", "lat", "lon", "precision_km", "country", "group", "source"])
            for i in range(count):
                lat, lng = float(rng.uniform(-50, 50)), float(rng.uniform(-180, 180))
                tint = (np.arange(3) == COUNTRIES.index(country_of(lng)) % 4) * 180
                pixels = np.clip(tint + rng.normal(40, 10, (50, 60, 3)), 0, 255).astype(np.uint8)
                Image.fromarray(pixels).save(folder / name / f"{i}.png")
                place = ["", "", ""] if i % 4 == 3 else [lat, lng, 0.1]
                writer.writerow([f"{i}.png", *place, country_of(lng), f"g{i // 2}", "made"])
    return folder


@pytest.fixture(scope="session")
def settings() -> config.Config:
    return config.parse(TOML)
