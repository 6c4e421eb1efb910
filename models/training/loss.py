"""What training minimises: smoothed cells where coordinates are known, the country's summed probability elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from .core import UNKNOWN
from .places import Cells, distances_km


def smoothed_targets(points: Tensor, cells: Tensor, tau_km: float) -> Tensor:
    """exp(-(d - d_min) / tau) over cells, normalised; a row without coordinates is all zero."""
    located = ~torch.isnan(points[:, 0])
    distance = distances_km(torch.nan_to_num(points), cells)
    excess = distance - distance.min(1, keepdim=True).values
    weight = torch.exp(-excess / tau_km) * (excess < 6 * tau_km) * located[:, None]
    return weight / weight.sum(1, keepdim=True).clamp_min(1e-12)


@dataclass(frozen=True)
class Targets:
    cells: Tensor  # [b, n] smoothed, zero rows where only the country is known
    country: Tensor  # [b]
    classes: Tensor  # [b, attributes]

    def mixed(self, order: Tensor) -> Targets:
        return Targets(self.cells[order], self.country[order], self.classes[order])


class CellLoss:
    """The prior is added to the scores here and nowhere else, so what the scores learn is free of it."""

    def __init__(self, cells: Cells, prior: Tensor, country_weight: float, attribute_weight: float, device: torch.device) -> None:
        self.log_prior = prior.log().float().to(device)
        self.member = F.one_hot(torch.as_tensor(cells.country), len(cells.countries)).float().to(device)
        self.country_weight = country_weight
        self.attribute_weight = attribute_weight

    def __call__(self, scores: Tensor, attributes: dict[str, Tensor], targets: Targets) -> Tensor:
        log_p = F.log_softmax(scores.float() + self.log_prior, dim=1)
        cell = -(targets.cells * log_p).sum(1)
        located = targets.cells.sum(1) > 0
        country = -torch.log(log_p.exp() @ self.member + 1e-12).gather(1, targets.country.clamp_min(0)[:, None])[:, 0]
        country = country * (targets.country != UNKNOWN)
        loss = torch.where(located, (1 - self.country_weight) * cell + self.country_weight * country, country)
        for i, logits in enumerate(attributes.values()):
            loss = loss + self.attribute_weight * F.cross_entropy(logits, targets.classes[:, i], ignore_index=UNKNOWN, reduction="none")
        return loss.mean()


class LocationQueue:
    """Places of past batches, encoded again every step: GeoCLIP's extra negatives."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.points = torch.empty(0, 2)

    def extend(self, points: Tensor) -> None:
        known = points[~torch.isnan(points[:, 0])].cpu()
        self.points = torch.cat([known, self.points])[: self.length]


def pair_loss(embeds: Tensor, places: Tensor, scale: Tensor) -> Tensor:
    """Photo i belongs to place i; the other places, queue included, are negatives. GeoCLIP's loss."""
    return F.cross_entropy(scale * embeds @ places.T, torch.arange(len(embeds), device=embeds.device))
