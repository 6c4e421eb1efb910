"""One TOML file describes one model; unknown keys are refused with their name."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Data:
    side: int = 256  # shorter side of the decoded photos in the cache
    coarse: int = 3  # H3 resolution of the cells that training ranks
    fine: int = 4  # H3 resolution of the cells that the product ranks
    country_power: float = 0.5  # 1 keeps the countries' counts, 0 makes them equal
    view_power: float = 1.0  # 1 keeps the number of views of one place, 0 makes places equal
    cameras: float = 0.0  # share of the photos that are drawn as a poorer camera would have taken them
    split_below: int = 3  # countries with fewer coarse cells are ranked by their fine cells


@dataclass(frozen=True)
class Model:
    backbone: str = "lite0"
    side: int = 0  # photos are resized to so many pixels a side first; 0: seen as they come
    stages: bool = False  # read statistics of every stage beside the last convolution's means
    dimension: int = 256
    scales: tuple[float, ...] = (0.5, 2.0, 8.0)
    frequencies: int = 128
    hidden: int = 512
    dropout: float = 0.3
    drop_path: float = 0.1
    logit_scale: float = 14.0


@dataclass(frozen=True)
class Loss:
    tau_km: float = 150.0  # distance over which the target is smoothed
    country: float = 0.5  # weight of the country marginal for photos with coordinates
    attributes: float = 0.1
    pairs: float = 0.0  # weight of the in-batch contrastive term
    queue: int = 0  # extra locations for the contrastive term
    mixup: float = 0.2
    mixup_share: float = 0.5


@dataclass(frozen=True)
class Optimiser:
    batch: int = 96
    accumulate: int = 1
    backbone_rate: float = 5e-4  # relative to the RMS of each tensor
    head_rate: float = 1e-3
    weight_decay: float = 0.02
    warmup: float = 0.04  # share of the budget
    ema: float = 0.998
    clip: float = 5.0
    sizes: tuple[tuple[float, int], ...] = ((0.0, 128), (0.4, 160), (0.8, 192))
    frozen: tuple[tuple[float, int], ...] = ((0.0, 0),)  # from which progress on how many early blocks rest
    workers: int = 1
    compile: bool = False
    seed: int = 7


@dataclass(frozen=True)
class Places:
    """What a place's vector is made of; the parts stand side by side."""

    own: float = 1.0  # share of the bundle's own location encoder
    geoclip: float = 0.0  # share of GeoCLIP's
    dimension: int = 256  # directions that are kept: those in which the cells differ most


@dataclass(frozen=True)
class Readout:
    """How a linear readout of resting features is fitted."""

    steps: int = 460
    batch: int = 512
    rate: float = 2e-3
    weight_decay: float = 0.02
    dropout: float = 0.5
    mixup: float = 0.4
    ema: float = 0.99
    warmup: float = 0.04
    tau_km: float = 150.0  # distance over which the target is smoothed
    country: float = 0.5  # weight of the country's summed probability for photos with coordinates
    smooth_country_km: float = 0.0  # distance over which a photo's country is smoothed across borders; 0: not at all
    logit_scale: float = 14.0
    transform: bool = False  # the places' vectors pass a learned linear layer
    transform_rate: float = 5e-4
    together: bool = True  # one readout of all encoders; otherwise one of each, and the direction of the sum
    low: bool = False  # products in bfloat16: faster where the processor does so itself
    seed: int = 1


@dataclass(frozen=True)
class Sequence:
    """How a model of trips is fitted (`sequence.py`)."""

    steps: int = 1500
    trips: int = 48  # of a step
    radius_km: float = 300.0  # within which a trip lies of its first photo
    rate: float = 2e-3
    weight_decay: float = 0.02
    warmup: float = 0.04
    dropout: float = 0.3
    ema: float = 0.99
    known: int = 12  # numbers that are made of each photo's vector
    hidden: int = 48
    landmarks: int = 1  # H3 resolution of the places by which photos agree
    unrelated: float = 0.3  # share of albums whose photos have nothing to do with each other
    strangers: float = 0.05  # share of photos that are exchanged for one from anywhere
    copies: float = 0.02  # share of photos that are exchanged for a copy of the one before
    untimed: float = 0.1  # share of albums without times
    held_out: int = 4  # one region in so many is held out of training, for the temperature
    seed: int = 1


@dataclass(frozen=True)
class Bundle:
    name: str = "preview"
    version: str = "0.1.0"
    size: int = 224
    precision: str = "fp16"  # how weights are stored: fp32, fp16, or int8 (the image encoder's large ones)
    prior_power: float = 0.5  # as country_power, for the prior that is shipped
    prior_floor: float = 0.25  # share of people and land in it
    summary: str = ""
    trained_on: str = ""


@dataclass(frozen=True)
class Config:
    data: Data = field(default_factory=Data)
    model: Model = field(default_factory=Model)
    loss: Loss = field(default_factory=Loss)
    optimiser: Optimiser = field(default_factory=Optimiser)
    places: Places = field(default_factory=Places)
    readout: Readout = field(default_factory=Readout)
    sequence: Sequence = field(default_factory=Sequence)
    bundle: Bundle = field(default_factory=Bundle)


def _section(kind: type[T], values: dict[str, Any], name: str) -> T:
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    for key in values:
        if key not in known:
            raise ValueError(f"unknown key {name}.{key}; known: {', '.join(sorted(known))}")
    return kind(**{key: _frozen(value) for key, value in values.items()})


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value


def parse(text: str) -> Config:
    raw = tomllib.loads(text)
    kinds = {"data": Data, "model": Model, "loss": Loss, "optimiser": Optimiser, "places": Places, "readout": Readout, "sequence": Sequence,
             "bundle": Bundle}  # fmt: skip
    for name in raw:
        if name not in kinds:
            raise ValueError(f"unknown section [{name}]; known: {', '.join(kinds)}")
    return Config(**{name: _section(kinds[name], values, name) for name, values in raw.items()})


def load(path: Path) -> Config:
    return parse(path.read_text(encoding="utf-8"))
