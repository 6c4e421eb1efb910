"""How far a photo is from the training photos, and how little it then says. Early layers see the camera before the place: sharpness, noise, compression, colours.
Where these are strange, what later layers make of the photo misleads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import config
from .backbone import BANDS, Block
from .core import ATTRIBUTES, UNKNOWN
from .held_out import COARSE, Place, joined_encoders, read_features
from .linear_readout import by_country
from .model import Geolocator, ImageEncoder, JoinedEncoders
from .photos import Photos, read_photos
from .places import Cells, distances_km, read_cells
from .prior import photo_prior, sampling_weights
from .reading import Merged, merge, place_vectors

STAGES = 4  # stages that are asked, the first ones
DIRECTIONS = 256  # in which the training photos differ most
MIDDLES = tuple(float(m) for m in np.arange(0.9, 1.6, 0.05).round(2))
WIDTHS = (0.03, 0.05, 0.08, 0.12, 0.2)
TEMPERATURES = tuple(float(t) for t in np.geomspace(0.6, 1.4, 9))
BORNE = 0.01  # nats per photo


class Caution(nn.Module):
    """Features -> how much the photo's scores count, in (0, 1). Strangeness is the root mean square of whitened features, 1 for the average
    training photo; a logistic function of it decides: one half at `middle`."""

    mean: Tensor
    middle: Tensor
    width: Tensor

    def __init__(self, features: int, directions: int = DIRECTIONS) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.whiten = nn.Linear(features, min(directions, features), bias=False)
        self.register_buffer("middle", torch.tensor(1.0))
        self.register_buffer("width", torch.tensor(1.0))

    @torch.no_grad()
    def measure(self, features: Tensor) -> None:
        """Mean and whitening of the training photos' features, after each was standardised."""
        features = features[:, : len(self.mean)]
        deviation = features.std(0).clamp_min(1e-4)
        self.mean.copy_(features.mean(0))
        values, vectors = torch.linalg.eigh(torch.cov(((features - self.mean) / deviation).T))
        kept = self.whiten.out_features
        self.whiten.weight.copy_((vectors[:, -kept:] / values[-kept:].clamp_min(1e-6).sqrt()).T / deviation)

    def strangeness(self, features: Tensor) -> Tensor:
        return self.whiten(features[:, : len(self.mean)] - self.mean).pow(2).mean(1).sqrt()

    def forward(self, features: Tensor) -> Tensor:
        return torch.sigmoid((self.middle - self.strangeness(features)) / self.width)


def early_features(encoder: ImageEncoder) -> int:
    """How many of an encoder's features are of its first stages. Raises ValueError where it does not read stages."""
    blocks = [encoder.backbone.blocks[i] for i in sorted(encoder.backbone.read)]
    widths = [block.project.weight.shape[0] for block in blocks if isinstance(block, Block)]
    if not widths:
        raise ValueError("the encoder does not read stages (model.stages), so how strange a photo is cannot be told")
    return (BANDS + 1) * sum(widths[:STAGES])


class CautiousEncoders(nn.Module):
    """Joined encoders whose vector has one number more: the others are shortened by the caution of the first, and it makes up for their length. Places have
    zero there, so every score is shortened alike: a temperature of each photo's own, which the product need not know of."""

    def __init__(self, joined: JoinedEncoders, caution: Caution) -> None:
        super().__init__()
        self.encoders = joined.encoders
        self.caution = caution

    def forward(self, pixels: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        encoders = [encoder for encoder in self.encoders if isinstance(encoder, ImageEncoder)]
        seen = [encoder.features(pixels) for encoder in encoders]
        said = [encoder.read(features) for encoder, features in zip(encoders, seen, strict=True)]
        embeds = F.normalize(torch.stack([embed for embed, _ in said]).sum(0), dim=1)
        sure = self.caution(seen[0].float())[:, None]
        logits = {name: torch.stack([heads[name] for _, heads in said]).mean(0) for name in ATTRIBUTES}
        return torch.cat([sure * embeds, torch.sqrt(1 - sure * sure)], 1), logits


class PaddedPlaces(nn.Module):
    """A location encoder whose vectors end with a zero."""

    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, location: Tensor) -> Tensor:
        return F.pad(self.encoder(location), (0, 1))


@dataclass(frozen=True)
class Seen:
    """Photos that were not trained on: how strange each is, its scores over cells, and its cell."""

    strangeness: np.ndarray
    scores: np.ndarray  # [photos, cells]
    cell: np.ndarray  # UNKNOWN where there is none


@dataclass(frozen=True)
class Chosen:
    middle: float
    width: float
    temperature: float
    log_likelihood: float  # mean over the usual photos, of the true cell
    without: float  # the same where every photo's scores count alike, at the temperature that is best then
    counted: float  # how much the scores of strange photos count, on average


def choose(usual: Seen, strange: np.ndarray, log_prior: np.ndarray) -> Chosen:
    """As much caution as the usual photos can bear: of the settings whose likelihood on them is within `BORNE` of the best, the one by which the scores
    of strange photos, of which only the strangeness is asked, count least. The temperature is the best with each: the product's is fitted later."""
    without = max(_likelihood(usual, log_prior, np.inf, 1.0, t) for t in TEMPERATURES)
    found = [(middle, width, *max((_likelihood(usual, log_prior, middle, width, t), t) for t in TEMPERATURES)) for middle, width in _settings()]
    best = max(without, *(likelihood for _, _, likelihood, _ in found))
    borne = [(float(_sure(strange, middle, width).mean()), middle, width, likelihood, t) for middle, width, likelihood, t in found if likelihood >= best - BORNE]
    if not borne:
        raise ValueError(f"no setting of the caution comes within {BORNE} of the likelihood of the usual photos: their strangeness says nothing")
    counted, middle, width, likelihood, temperature = min(borne)
    return Chosen(middle, width, temperature, likelihood, without, counted)


def _sure(strangeness: np.ndarray, middle: float, width: float) -> np.ndarray:
    return 1 / (1 + np.exp((strangeness - middle) / width)) if np.isfinite(middle) else np.ones(len(strangeness))


def _settings() -> Iterator[tuple[float, float]]:
    return ((middle, width) for middle in MIDDLES for width in WIDTHS)


def _likelihood(seen: Seen, log_prior: np.ndarray, middle: float, width: float, temperature: float) -> float:
    rows = np.flatnonzero(seen.cell != UNKNOWN)
    sure = _sure(seen.strangeness[rows], middle, width)
    logits = (temperature * sure[:, None]).astype(np.float32) * seen.scores[rows] + log_prior.astype(np.float32)
    top = logits.max(1, keepdims=True)
    return float((logits[np.arange(len(rows)), seen.cell[rows]] - top[:, 0] - np.log(np.exp(logits - top).sum(1))).mean())


def fit_caution(settings: config.Config, model: Geolocator, at: Place) -> tuple[Geolocator, Chosen]:
    """`model` with the caution of its first encoder: whitened by the training photos, chosen on `val`. Strange are its photos as other cameras take them (view 1)."""
    encoders = joined_encoders(model)
    caution = Caution(early_features(encoders[0]))
    caution.measure(torch.from_numpy(read_features(at.features, "train", 0, 1, together=False)[0]).float())
    cells = by_country(read_cells(at.geodata, settings.data.fine))
    merged = merge(cells, COARSE)
    train, val = (read_photos(at.photos / f"{name}.csv") for name in ("train", "val"))
    weights = sampling_weights(np.array([cells.country_index(c) for c in train.countries]), settings.bundle.prior_power)
    prior = photo_prior(merged.cells, train, weights, settings.bundle.prior_floor)
    places = F.normalize(merged.weights @ place_vectors(model.location, cells, draws=0), dim=1)
    usual = _seen(encoders, caution, read_features(at.features, "val", 0, len(encoders), together=False), val, merged, float(model.scale.detach()) * places)
    other = torch.from_numpy(read_features(at.features, "val", 1, 1, together=False)[0]).float()
    with torch.inference_mode():
        chosen = choose(usual, caution.strangeness(other).numpy(), np.log(prior))
    caution.middle.fill_(chosen.middle)
    caution.width.fill_(chosen.width)
    assert isinstance(model.image, JoinedEncoders)
    model.image = CautiousEncoders(model.image, caution)  # type: ignore[assignment]
    model.location = PaddedPlaces(model.location)  # type: ignore[assignment]
    return model.eval(), chosen


@torch.inference_mode()
def _seen(encoders: list[ImageEncoder], caution: Caution, parts: list[np.ndarray], photos: Photos, merged: Merged, places: Tensor) -> Seen:
    features = [torch.from_numpy(part).float() for part in parts]
    embeds = torch.stack([encoder.read(part)[0] for encoder, part in zip(encoders, features, strict=True)]).sum(0)
    return Seen(caution.strangeness(features[0]).numpy(), (F.normalize(embeds, dim=1) @ places.T).numpy(), _cells(photos, merged.cells))


def _cells(photos: Photos, cells: Cells) -> np.ndarray:
    found = np.full(len(photos), UNKNOWN)
    located = np.flatnonzero(photos.located)
    found[located] = distances_km(photos.points[located], cells.points).argmin(1).numpy()
    return found
