"""Learning rates, their schedule, and the running average of the weights."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from . import config
from .model import Geolocator


def parameter_groups(model: Geolocator, settings: config.Optimiser) -> list[dict[str, object]]:
    """One group per backbone tensor, its rate relative to the tensor's RMS: folded weights differ a hundredfold in scale."""
    groups: list[dict[str, object]] = []
    backbone = {id(p) for p in model.image.backbone.parameters()}
    for parameter in model.image.backbone.parameters():
        rms = float(parameter.detach().float().pow(2).mean().sqrt())
        groups.append({"params": [parameter], "peak": settings.backbone_rate * max(rms, 1e-3), "weight_decay": 0.0})
    rest = [p for p in model.parameters() if id(p) not in backbone and p.requires_grad]
    groups.append({"params": [p for p in rest if p.ndim > 1], "peak": settings.head_rate, "weight_decay": settings.weight_decay})
    groups.append({"params": [p for p in rest if p.ndim <= 1], "peak": settings.head_rate, "weight_decay": 0.0})
    return groups


def make_optimiser(model: Geolocator, settings: config.Optimiser) -> torch.optim.Optimizer:
    return torch.optim.AdamW(parameter_groups(model, settings), lr=1.0, betas=(0.9, 0.99))


def set_rates(optimiser: torch.optim.Optimizer, progress: float, warmup: float) -> float:
    """Linear warm-up, then half a cosine to zero; returns the factor."""
    factor = progress / warmup if progress < warmup else 0.5 * (1 + math.cos(math.pi * (progress - warmup) / (1 - warmup)))
    factor = max(min(factor, 1.0), 1e-4)
    for group in optimiser.param_groups:
        group["lr"] = group["peak"] * factor
    return factor


@dataclass
class Budget:
    """Progress from 0 to 1 in minutes or in steps, so that the schedule ends when the time does; survives a resume."""

    minutes: float | None
    steps: int | None
    spent: float = 0.0  # seconds
    step: int = 0

    def start(self) -> None:
        self._since = time.monotonic()

    def tick(self) -> None:
        now = time.monotonic()
        self.spent += now - self._since
        self._since = now
        self.step += 1

    @property
    def progress(self) -> float:
        shares = [0.0]
        if self.minutes is not None:
            shares.append(self.spent / (60 * self.minutes))
        if self.steps is not None:
            shares.append(self.step / self.steps)
        return min(1.0, max(shares))


class Average:
    """Exponential moving average of the weights; young averages forget faster."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self.restart(model)

    def restart(self, model: nn.Module) -> None:
        self.count = 0
        self.state = {k: v.detach().clone().float() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        self.count += 1
        decay = min(self.decay, (1 + self.count) / (10 + self.count))
        old: list[Tensor] = list(self.state.values())
        new = [v.detach().float() for v in model.state_dict().values()]
        torch._foreach_lerp_(old, new, 1 - decay)
