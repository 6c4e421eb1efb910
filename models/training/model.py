"""The two encoders and the attribute heads, trained together."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import config
from .backbone import LAST, EfficientNetLite
from .core import ATTRIBUTES
from .location import LocationEncoder


class Standardise(nn.Module):
    """Features less their mean, over their deviation: measured over photos or, where nobody did, over the first batch in training."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, features: int) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("deviation", torch.zeros(features))  # zero: not measured

    @torch.no_grad()
    def measure(self, features: Tensor) -> None:
        self.mean.copy_(features.mean(0))
        self.deviation.copy_(features.std(0).clamp_min(1e-4))

    def forward(self, x: Tensor) -> Tensor:
        x = x.float()
        if self.training and not bool(self.deviation.any()):
            self.measure(x)
        return (x - self.mean) / self.deviation


class ImageEncoder(nn.Module):
    """Normalised pixels -> unit vector, from all that is read, and one set of logits per attribute, from the last convolution's means."""

    def __init__(self, settings: config.Model) -> None:
        super().__init__()
        self.side = settings.side
        self.backbone = EfficientNetLite(settings.backbone, settings.drop_path, settings.stages)
        self.standardise = Standardise(self.backbone.features) if settings.stages else nn.Identity()
        self.dropout = nn.Dropout(settings.dropout)
        self.embed = nn.Linear(self.backbone.features, settings.dimension)
        self.heads = nn.ModuleDict({name: nn.Linear(LAST, len(classes)) for name, classes in ATTRIBUTES.items()})

    def forward(self, pixels: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        return self.read(self.features(pixels))

    def features(self, pixels: Tensor) -> Tensor:
        if self.side:
            pixels = F.interpolate(pixels, (self.side, self.side), mode="bilinear")
        features: Tensor = self.backbone(pixels)
        return features

    def read(self, features: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        embeds = self.embed(self.dropout(self.standardise(features)))
        return F.normalize(embeds.float(), dim=1), self.logits(features)

    def logits(self, features: Tensor) -> dict[str, Tensor]:
        last = self.dropout(features[:, -LAST:])
        return {name: head(last).float() for name, head in self.heads.items()}


class JoinedEncoders(nn.Module):
    """Encoders that were trained for one location encoder, as one: the direction of the sum of their vectors, and the mean of their logits."""

    def __init__(self, encoders: list[ImageEncoder]) -> None:
        super().__init__()
        self.encoders = nn.ModuleList(encoders)

    def forward(self, pixels: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        said = [encoder(pixels) for encoder in self.encoders]
        embeds = torch.stack([embed for embed, _ in said]).sum(0)
        logits = {name: torch.stack([heads[name] for _, heads in said]).mean(0) for name in ATTRIBUTES}
        return F.normalize(embeds, dim=1), logits


class SharedReadout(nn.Module):
    """Encoders with one readout of all that they say: what each reads, side by side, through one linear layer. The logits are the mean of theirs."""

    def __init__(self, encoders: list[ImageEncoder], dimension: int) -> None:
        super().__init__()
        self.encoders = nn.ModuleList(encoders)
        features = sum(encoder.backbone.features for encoder in encoders)
        self.standardise = Standardise(features)
        self.embed = nn.Linear(features, dimension)

    def forward(self, pixels: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        encoders = [encoder for encoder in self.encoders if isinstance(encoder, ImageEncoder)]
        said = [encoder.features(pixels) for encoder in encoders]
        heads = [encoder.logits(features) for encoder, features in zip(encoders, said, strict=True)]
        embeds = self.embed(self.standardise(torch.cat(said, 1)))
        return F.normalize(embeds.float(), dim=1), {name: torch.stack([h[name] for h in heads]).mean(0) for name in ATTRIBUTES}


class Geolocator(nn.Module):
    def __init__(self, settings: config.Model) -> None:
        super().__init__()
        self.image = ImageEncoder(settings)
        self.location = LocationEncoder(settings.scales, settings.frequencies, settings.hidden, settings.dimension)
        self.log_scale = nn.Parameter(torch.tensor(math.log(settings.logit_scale)))

    @property
    def scale(self) -> Tensor:
        return self.log_scale.exp().clamp(max=60.0)

    def forward(self, pixels: Tensor, points: Tensor, places: Tensor | None = None) -> tuple[Tensor, dict[str, Tensor], Tensor]:
        """Everything in one call, so that distributed data parallel sees every parameter used. `places`: the points' vectors, where they are known."""
        embeds, attributes = self.image(pixels)
        places = self.location(points) if places is None else places
        return self.scale * embeds @ places.T, attributes, embeds
