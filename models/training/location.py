"""Location encoder: degrees -> Equal Earth -> random Fourier features at several scales -> one MLP per scale -> unit vector."""

from __future__ import annotations

import itertools
import math
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
SCALE = 66.50336 / 180.0


def equal_earth(location: Tensor) -> Tensor:
    """[n, 2] latitude, longitude in degrees -> [n, 2] x, y; x in [-1, 1]. Written as products: exact, and plain in ONNX."""
    radians = location * (math.pi / 180.0)
    lat, lng = radians[:, 0], radians[:, 1]
    theta = torch.asin((math.sqrt(3.0) / 2.0) * torch.sin(lat))
    t2 = theta * theta
    t6 = t2 * t2 * t2
    x = 2.0 * math.sqrt(3.0) * lng * torch.cos(theta) / (3.0 * (9.0 * A4 * t6 * t2 + 7.0 * A3 * t6 + 3.0 * A2 * t2 + A1))
    y = theta * (A4 * t6 * t2 + A3 * t6 + A2 * t2 + A1)
    return torch.stack([x, y], 1) * SCALE


class Capsule(nn.Module):
    """One scale: the frequencies are drawn once, saved with the weights and never trained."""

    frequencies: Tensor

    def __init__(self, sigma: float, frequencies: int, hidden: int, dimension: int, depth: int = 2) -> None:
        super().__init__()
        self.register_buffer("frequencies", torch.randn(frequencies, 2) * sigma)
        widths = [2 * frequencies, *[hidden] * depth]
        layers = [layer for inside, outside in itertools.pairwise(widths) for layer in (nn.Linear(inside, outside), nn.ReLU())]
        self.layers = nn.Sequential(*layers, nn.Linear(hidden, dimension))

    def waves(self, projected: Tensor) -> Tensor:
        angles = 2.0 * math.pi * projected @ self.frequencies.T
        return torch.cat([torch.cos(angles), torch.sin(angles)], 1)

    def forward(self, waves: Tensor) -> Tensor:
        return self.layers(waves)


class LocationEncoder(nn.Module):
    def __init__(self, scales: tuple[float, ...], frequencies: int, hidden: int, dimension: int, depth: int = 2) -> None:
        super().__init__()
        self.capsules = nn.ModuleList(Capsule(sigma, frequencies, hidden, dimension, depth) for sigma in scales)

    def forward(self, location: Tensor) -> Tensor:
        with torch.autocast(location.device.type, enabled=False):  # angles need every bit
            projected = equal_earth(location.float())
            waves = [cast(Capsule, capsule).waves(projected) for capsule in self.capsules]
        total = torch.stack([capsule(w) for capsule, w in zip(self.capsules, waves, strict=True)]).float().sum(0)
        return F.normalize(total, dim=1)


class JoinedLocations(nn.Module):
    """Location encoders as one: each one's unit vector less its mean over the cells, times its share; all of them side by side, through a linear layer
    where there is one, and made a unit vector."""

    mean: Tensor
    shares: Tensor

    def __init__(self, encoders: list[nn.Module], shares: Tensor, mean: Tensor, transform: Tensor | None) -> None:
        super().__init__()
        self.encoders = nn.ModuleList(encoders)
        self.register_buffer("shares", shares)  # one for each number of the vectors side by side
        self.register_buffer("mean", mean)
        self.transform = None if transform is None else nn.Parameter(transform)

    def base(self, location: Tensor) -> Tensor:
        return (torch.cat([encoder(location) for encoder in self.encoders], 1) - self.mean) * self.shares

    def forward(self, location: Tensor) -> Tensor:
        base = self.base(location)
        return F.normalize(base if self.transform is None else base @ self.transform, dim=1)
