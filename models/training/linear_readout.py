"""A linear readout of resting features, fitted towards the vectors of places by a softmax over cells. The gradient over the cells is written out,
so that a step costs two products of photos and cells and a few passes over their scores."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from . import config
from .core import UNKNOWN
from .places import Cells, distances_km

REACH = 6.0  # a target ends at so many times its scale beyond the nearest cell
TRANSFORM_EVERY = 2  # steps between updates of the places' transform, which costs as much as the rest of a step


@dataclass
class Readout:
    """Features [n, f] -> unit vectors [n, d]; places' base vectors [n, b] -> unit vectors [n, d]."""

    mean: Tensor
    deviation: Tensor
    weight: Tensor  # [f, d]
    bias: Tensor  # [d]
    transform: Tensor | None  # [b, d]; None: places are used as they are
    scale: float

    def images(self, features: Tensor) -> Tensor:
        return F.normalize((features.float() - self.mean) / self.deviation @ self.weight + self.bias, dim=1)

    def places(self, base: Tensor) -> Tensor:
        return F.normalize(base if self.transform is None else base @ self.transform, dim=1)


@dataclass(frozen=True)
class Targets:
    """Of every photo: the cells near it with their shares (none where only a country is known), and its country."""

    cells: list[np.ndarray]
    shares: list[np.ndarray]
    country: np.ndarray


def cell_targets(points: np.ndarray, countries: np.ndarray, cells: Cells, tau_km: float, chunk: int = 512) -> Targets:
    """exp(-(d - least) / tau) over the cells within six tau of the nearest, normalised."""
    none = np.zeros(0, np.int64), np.zeros(0, np.float32)
    found = [none] * len(points)
    located = np.flatnonzero(~np.isnan(points[:, 0]))
    for part in np.array_split(located, max(1, math.ceil(len(located) / chunk))):
        km = distances_km(points[part], cells.points).numpy()
        for i, row in zip(part, km, strict=True):
            excess = row - row.min()
            near = np.flatnonzero(excess < REACH * tau_km)
            shares = np.exp(-excess[near] / tau_km)
            found[i] = near, (shares / shares.sum()).astype(np.float32)
    return Targets([a for a, _ in found], [b for _, b in found], countries)


def country_ranges(cells: Cells) -> np.ndarray:
    """[countries, 2] first row and the one behind the last of each country's cells. Raises ValueError unless they lie together."""
    if (np.diff(cells.country) < 0).any():
        raise ValueError("the cells are not sorted by country: sort them with `by_country` first")
    rows = np.arange(len(cells.countries))
    return np.stack([np.searchsorted(cells.country, rows), np.searchsorted(cells.country, rows, side="right")], 1)


def by_country(cells: Cells) -> Cells:
    order = np.argsort(cells.country, kind="stable")
    return Cells([cells.ids[i] for i in order], cells.points[order], cells.area_km2[order], cells.population_km2[order],
                 cells.country[order], cells.countries, cells.classes[order])  # fmt: skip


@dataclass
class CellGradient:
    """The loss and its slope over the scores: (1 - w) cross-entropy with the smoothed cells + w the logarithm of the country's summed probability, or
    that logarithm alone where a photo has no coordinates."""

    log_prior: Tensor  # [cells]
    ranges: np.ndarray
    targets: Targets
    country: float  # w
    neighbours: list[tuple[np.ndarray, np.ndarray]] | None = None  # of each country: countries that share its weight, and their shares

    def __call__(self, scores: Tensor, rows: list[np.ndarray], shares: list[float]) -> tuple[float, Tensor]:
        """`rows[k][b]` is the photo that row b shows with the share `shares[k]`. Returns the mean loss and its slope over the scores, in their memory."""
        scores += self.log_prior
        scores -= scores.max(1, keepdim=True).values
        values = scores.numpy()
        batch = len(values)
        near: list[tuple[int, np.ndarray, np.ndarray]] = []
        homes: dict[tuple[int, int], float] = {}
        held, loss = np.zeros(batch, np.float32), 0.0
        for photos, share in zip(rows, shares, strict=True):
            for b, photo in enumerate(photos):
                cells, weights = self.targets.cells[photo], self.targets.shares[photo]
                rest = share
                if len(cells):
                    amount = share * (1 - self.country)
                    loss -= amount * float(values[b, cells] @ weights)
                    near.append((b, cells, amount * weights))
                    held[b] += amount
                    rest -= amount
                for home, part in self._homes(int(self.targets.country[photo])):
                    homes[b, home] = homes.get((b, home), 0.0) + rest * part
                    held[b] += rest * part
        total = scores.exp_().sum(1, keepdim=True)
        for b, _, weights in near:
            loss += float(weights.sum()) * math.log(float(total[b, 0]))
        scores *= torch.from_numpy(held / batch)[:, None] / total
        for (b, home), amount in homes.items():
            first, last = self.ranges[home]
            mass = max(float(values[b, first:last].sum()) * batch / held[b], 1e-12)
            loss -= amount * math.log(mass)
            values[b, first:last] *= 1 - amount / (mass * held[b])
        for b, cells, weights in near:
            values[b, cells] -= weights / batch
        return loss / batch, scores

    def _homes(self, country: int) -> list[tuple[int, float]]:
        if country == UNKNOWN:
            return []
        if self.neighbours is None:
            return [(country, 1.0)]
        others, shares = self.neighbours[country]
        return list(zip(others.tolist(), shares.tolist(), strict=True))


class _LowProduct(torch.autograd.Function):
    """a @ b in bfloat16, both ways."""

    @staticmethod
    def forward(ctx: torch.autograd.function.FunctionCtx, a: Tensor, b: Tensor) -> Tensor:
        a, b = a.bfloat16(), b.bfloat16()
        ctx.save_for_backward(a, b)
        return (a @ b).float()

    @staticmethod
    def backward(ctx: torch.autograd.function.FunctionCtx, slope: Tensor) -> tuple[Tensor | None, Tensor | None]:
        a, b = ctx.saved_tensors  # type: ignore[attr-defined]
        slope, asked = slope.bfloat16(), ctx.needs_input_grad  # type: ignore[attr-defined]
        return (slope @ b.T).float() if asked[0] else None, (a.T @ slope).float() if asked[1] else None


def _product(low: bool) -> Callable[[Tensor, Tensor], Tensor]:
    return _LowProduct.apply if low else torch.matmul


def dropped(x: Tensor, share: float, rng: np.random.Generator) -> Tensor:
    """Dropout, to 1/256: bytes are drawn in a tenth of the time that PyTorch's generator takes on a processor."""
    if share == 0:
        return x
    least = round(256 * share)
    kept = torch.frombuffer(bytearray(rng.bytes(x.numel())), dtype=torch.uint8).reshape(x.shape) >= least
    return x * kept * (256 / (256 - least))


def fit(settings: config.Readout, views: list[np.ndarray], rows: np.ndarray, draws: np.ndarray, gradient: CellGradient, base: Tensor,
        say: Callable[[str], None] = print) -> Readout:  # fmt: skip
    """Fits a readout of `views` ([photos, features] each) on the photos `rows`, drawn by the weights `draws` (one of each of the rows)."""
    torch.manual_seed(settings.seed)
    dimension = base.shape[1]
    first = torch.from_numpy(views[0][rows]).float()
    mean, deviation = first.mean(0), first.std(0).clamp_min(1e-4)
    del first
    weight = torch.empty(len(mean), dimension).normal_(0, 1 / math.sqrt(len(mean))).requires_grad_(True)
    bias = torch.zeros(dimension, requires_grad=True)
    log_scale = torch.tensor(math.log(settings.logit_scale), requires_grad=True)
    groups = [{"params": [weight], "weight_decay": settings.weight_decay, "peak": settings.rate},
              {"params": [bias, log_scale], "weight_decay": 0.0, "peak": settings.rate}]  # fmt: skip
    transform = None
    if settings.transform:
        transform = torch.eye(dimension).requires_grad_(True)
        groups.append({"params": [transform], "weight_decay": 0.0, "peak": settings.transform_rate})
    learnt = [p for group in groups for p in group["params"]]  # type: ignore[attr-defined]
    optimiser = torch.optim.AdamW(groups, lr=1.0, betas=(0.9, 0.99))
    average = [p.detach().clone() for p in learnt]
    product = _product(settings.low)
    share, places, started, running = draws / draws.sum(), F.normalize(base, dim=1), time.monotonic(), 0.0
    for step in range(settings.steps):
        rng = np.random.default_rng((settings.seed, step))
        drawn, seen = rng.choice(rows, settings.batch, p=share), rng.integers(len(views), size=settings.batch)
        x = torch.from_numpy(np.stack([views[v][i] for v, i in zip(seen, drawn, strict=True)])).float()
        x = (x - mean) / deviation
        mixed, shares = [drawn], [1.0]
        if settings.mixup:
            own, order = float(rng.beta(settings.mixup, settings.mixup)), rng.permutation(len(drawn))
            x, mixed, shares = own * x + (1 - own) * x[order], [drawn, drawn[order]], [own, 1 - own]
        embeds = F.normalize(product(dropped(x, settings.dropout, rng), weight) + bias, dim=1)
        moving = transform is not None and step % TRANSFORM_EVERY == 0
        if moving:
            assert transform is not None
            places = F.normalize(product(base, transform), dim=1)
        with torch.no_grad():
            scale = log_scale.exp()
            cosines = product(embeds, places.T)
            loss, slope = gradient(cosines * scale, mixed, shares)
            log_scale.grad = (slope * cosines).sum() * scale
            along = scale * product(slope, places)
        embeds.backward(along)
        if moving:
            places.backward(scale.detach() * product(slope.T, embeds.detach()))
            places = places.detach()
        progress = step / settings.steps
        factor = (progress / settings.warmup if progress < settings.warmup
                  else 0.5 * (1 + math.cos(math.pi * (progress - settings.warmup) / (1 - settings.warmup))))  # fmt: skip
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * max(factor, 1e-3)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        decay = min(settings.ema, (1 + step) / (10 + step))
        torch._foreach_lerp_(average, [p.detach() for p in learnt], 1 - decay)
        running = loss if step == 0 else running + 0.05 * (loss - running)
        if (step + 1) % 50 == 0:
            say(f"step {step + 1}/{settings.steps} loss {running:.3f} scale {math.exp(float(log_scale.detach())):.1f} {(time.monotonic() - started) / (step + 1):.2f} s/step")
    weight_, bias_, log_scale_, *rest = average
    return Readout(mean, deviation, weight_, bias_, rest[0] if rest else None, math.exp(float(log_scale_)))
