"""What the training shares with the product: `core.json`, which `write-core-tables.ts` writes from the product's own tables."""

from __future__ import annotations

import json
from pathlib import Path

_TABLES = json.loads(Path(__file__).with_name("core.json").read_text(encoding="utf-8"))
_ATTRIBUTES = _TABLES["attributes"]

EARTH_RADIUS_KM: float = _TABLES["earthRadiusKm"]
GEOSCORE_KM: float = _TABLES["geoScoreScaleKm"]
RADII_KM: tuple[int, ...] = tuple(_TABLES["thresholdsKm"])
LEVELS: tuple[float, ...] = tuple(_TABLES["regionMasses"])

ATTRIBUTES: dict[str, tuple[str, ...]] = {name: tuple(table["classes"]) for name, table in _ATTRIBUTES.items()}
UNKNOWN = -1
CLIMATE_OF_KOEPPEN: dict[str, int] = _ATTRIBUTES["climate"]["ofKoeppen"]
LAND_COVER_OF_IGBP: dict[str, int] = {str(code): group for code, group in enumerate(_ATTRIBUTES["landcover"]["ofIgbp"])}
DENSITY_BOUNDS: tuple[float, ...] = tuple(_ATTRIBUTES["density"]["boundsPerKm2"])
ELEVATION_BOUNDS: tuple[float, ...] = tuple(_ATTRIBUTES["elevation"]["boundsM"])
DRIVE = ATTRIBUTES["drive"]
