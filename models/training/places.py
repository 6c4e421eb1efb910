"""What is known about the Earth's cells: points, areas, countries, and the classes that the attribute heads learn."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import dataclass
from pathlib import Path

import h3
import numpy as np
import torch
from torch import Tensor

from .core import (
    ATTRIBUTES,
    CLIMATE_OF_KOEPPEN,
    DENSITY_BOUNDS,
    DRIVE,
    EARTH_RADIUS_KM,
    ELEVATION_BOUNDS,
    LAND_COVER_OF_IGBP,
    UNKNOWN,
)

# Territories that the cells' table counts with their sovereign state.
SOVEREIGN = {"GL": "DK", "FO": "DK", "PR": "US", "GU": "US", "VI": "US", "AS": "US", "MP": "US", "IM": "GB", "JE": "GB", "GG": "GB",
             "GI": "GB", "BM": "GB", "HK": "CN", "MO": "CN", "RE": "FR", "GP": "FR", "MQ": "FR", "GF": "FR", "YT": "FR", "NC": "FR",
             "PF": "FR", "CW": "NL", "AW": "NL", "AX": "FI", "SJ": "NO", "CX": "AU", "CC": "AU", "SM": "IT", "VA": "IT", "MC": "FR"}


def _classes(row: dict[str, str]) -> list[int]:
    return [
        CLIMATE_OF_KOEPPEN.get(row["koppen"], UNKNOWN),
        LAND_COVER_OF_IGBP.get(row["igbp_major"], UNKNOWN),
        int(np.searchsorted(DENSITY_BOUNDS, float(row["pop_km2"] or 0), side="right")),
        int(np.searchsorted(ELEVATION_BOUNDS, float(row["elev_m"] or 0), side="right")),
        DRIVE.index(row["drive"]) if row["drive"] in DRIVE else UNKNOWN,
    ]


def unit_vectors(points: np.ndarray | Tensor) -> Tensor:
    radians = torch.deg2rad(torch.as_tensor(points, dtype=torch.float64))
    lat, lng = radians[..., 0], radians[..., 1]
    return torch.stack([lat.cos() * lng.cos(), lat.cos() * lng.sin(), lat.sin()], -1)


def distances_km(a: np.ndarray | Tensor, b: np.ndarray | Tensor) -> Tensor:
    """Great-circle distances [len(a), len(b)], exact at short range: from the chord, not the cosine."""
    dot = (unit_vectors(a).float() @ unit_vectors(b).float().T).clamp(-1, 1)
    half = ((1 - dot).clamp_min(0) / 2).sqrt()
    return 2 * EARTH_RADIUS_KM * torch.asin(half)


@dataclass(frozen=True)
class Cells:
    ids: list[str]
    points: np.ndarray  # [n, 2] centre, degrees
    area_km2: np.ndarray
    population_km2: np.ndarray
    country: np.ndarray  # index into `countries`
    countries: list[str]
    classes: np.ndarray  # [n, attributes], UNKNOWN where there is none

    def __len__(self) -> int:
        return len(self.ids)

    def country_index(self, code: str) -> int:
        code = SOVEREIGN.get(code, code)
        return self.countries.index(code) if code in self.countries else UNKNOWN

    def take(self, keep: np.ndarray) -> Cells:
        rows = np.flatnonzero(keep)
        return Cells([self.ids[i] for i in rows], self.points[rows], self.area_km2[rows], self.population_km2[rows],
                     self.country[rows], self.countries, self.classes[rows])  # fmt: skip


def read_cells(geodata: Path, resolution: int, countries: list[str] | None = None) -> Cells:
    land = set(json.loads(gzip.decompress((geodata / f"land_h3_res{resolution}.json.gz").read_bytes())))
    with gzip.open(geodata / f"h3_attributes_res{resolution}.csv.gz", "rt", encoding="utf-8") as stream:
        rows = [row for row in csv.DictReader(stream) if row["h3"] in land]
    countries = countries or sorted({row["country"] for row in rows})
    index = {code: i for i, code in enumerate(countries)}
    ids = [row["h3"] for row in rows]
    return Cells(
        ids=ids,
        points=np.array([h3.cell_to_latlng(cell) for cell in ids]),
        area_km2=np.array([h3.cell_area(cell, unit="km^2") for cell in ids]),
        population_km2=np.array([float(row["pop_km2"] or 0) for row in rows]),
        country=np.array([index[row["country"]] for row in rows]),
        countries=countries,
        classes=np.array([_classes(row) for row in rows]),
    )


def training_cells(geodata: Path, coarse: int, fine: int, split_below: int) -> tuple[Cells, Cells]:
    """The cells that training ranks (coarse, but fine in countries that have hardly any coarse ones), and the fine ones."""
    small = read_cells(geodata, fine)
    large = read_cells(geodata, coarse, small.countries)
    counts = np.bincount(large.country, minlength=len(small.countries))
    split = counts < split_below
    a, b = large.take(~split[large.country]), small.take(split[small.country])
    joined = Cells(
        ids=a.ids + b.ids,
        points=np.concatenate([a.points, b.points]),
        area_km2=np.concatenate([a.area_km2, b.area_km2]),
        population_km2=np.concatenate([a.population_km2, b.population_km2]),
        country=np.concatenate([a.country, b.country]),
        countries=small.countries,
        classes=np.concatenate([a.classes, b.classes]),
    )
    return joined, small


class Labeller:
    """Attribute classes of photos: from the fine cell they lie in, or from their country alone (driving side)."""

    def __init__(self, fine: Cells) -> None:
        self.fine = fine
        self.resolution = h3.get_resolution(fine.ids[0])
        self.row = {cell: i for i, cell in enumerate(fine.ids)}
        side = len(ATTRIBUTES) - 1
        self.country_drive = np.full(len(fine.countries), UNKNOWN)
        for i in range(len(fine.countries)):
            sides = np.unique(fine.classes[fine.country == i, side])
            if len(sides) == 1:
                self.country_drive[i] = sides[0]

    def cell(self, point: np.ndarray) -> int | None:
        home = h3.latlng_to_cell(float(point[0]), float(point[1]), self.resolution)
        for near in [home, *h3.grid_disk(home, 1)]:
            if near in self.row:
                return self.row[near]
        return None

    def label(self, point: np.ndarray, country: int) -> np.ndarray:
        found = None if np.isnan(point[0]) else self.cell(point)
        if found is not None:
            return self.fine.classes[found]
        classes = np.full(len(ATTRIBUTES), UNKNOWN)
        if country != UNKNOWN:
            classes[-1] = self.country_drive[country]
        return classes
