"""Trains the model: resumable, seeded, on one CPU or under torchrun, for a number of minutes or of steps."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from . import config
from .augment import behind_windscreen, erase, jitter_colours, normalise
from .backbone import load_start
from .batches import Batch, training_batches
from .distributed import World, agreed
from .export import load_bundle
from .loss import CellLoss, LocationQueue, Targets, pair_loss, smoothed_targets
from .model import Geolocator
from .optimise import Average, Budget, make_optimiser, set_rates
from .photos import Photos, PixelCache
from .places import Cells, Labeller
from .prior import photo_prior, sampling_weights
from .shards import shard_batches

ROUND = 40  # steps between looks at the clock for resolution and checkpoint
SAVE_SECONDS = 240.0
Mix = tuple[float, Tensor]  # a row's own share, and which row each is mixed with


def at(steps: tuple[tuple[float, int], ...], progress: float) -> int:
    """The value of a step function of progress."""
    return [value for since, value in steps if progress >= since][-1]


class Trainer:
    def __init__(self, settings: config.Config, photos: Photos, cells: Cells, fine: Cells, world: World, run: Path,
                 start: Path | None, budget: Budget, companion: Path | None = None) -> None:  # fmt: skip
        self.settings, self.photos, self.cells, self.world, self.run, self.budget = settings, photos, cells, world, run, budget
        optimiser, loss = settings.optimiser, settings.loss
        torch.manual_seed(optimiser.seed)
        self.model = Geolocator(settings.model).to(world.device, memory_format=torch.channels_last)  # type: ignore[call-overload]
        if companion is not None:
            load_bundle(self.model, companion, ("location",))
            self.model.location.requires_grad_(False)
            self.model.log_scale.requires_grad_(False)
        if start is not None and start.is_dir():
            load_bundle(self.model, start)
        elif start is not None:
            load_start(self.model.image.backbone, start)
        self.optimiser = make_optimiser(self.model, optimiser)
        self.average = Average(self.model, optimiser.ema)
        self.labeller = Labeller(fine)
        countries = np.array([cells.country_index(code) for code in photos.countries])
        self.weights = sampling_weights(countries, settings.data.country_power, photos.views, settings.data.view_power)
        prior = torch.from_numpy(photo_prior(cells, photos, self.weights))
        self.criterion = CellLoss(cells, prior, loss.country, loss.attributes, world.device)
        self.points = torch.as_tensor(cells.points, dtype=torch.float32, device=world.device)
        self.spread = torch.as_tensor(np.sqrt(cells.area_km2) / 4 / 111.195, dtype=torch.float32, device=world.device)
        self.queue = LocationQueue(loss.queue)
        self.companion = companion
        self.kept: Tensor | None = None
        self.running = 0.0

    # -- state ---------------------------------------------------------------

    def save(self) -> None:
        if not self.world.main:
            return
        state = {"model": self.model.state_dict(), "optimiser": self.optimiser.state_dict(), "average": self.average.state,
                 "averaged": self.average.count, "spent": self.budget.spent, "step": self.budget.step,
                 "countries": self.cells.countries}  # fmt: skip
        self.run.mkdir(parents=True, exist_ok=True)
        torch.save(state, self.run / "checkpoint.tmp")
        (self.run / "checkpoint.tmp").replace(self.run / "checkpoint.pt")

    def resume(self) -> bool:
        path = self.run / "checkpoint.pt"
        if not path.exists():
            return False
        state: dict[str, Any] = torch.load(path, map_location=self.world.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.average.state, self.average.count = state["average"], state["averaged"]
        self.budget.spent, self.budget.step = state["spent"], state["step"]
        return True

    # -- one step ------------------------------------------------------------

    def targets(self, batch: Batch) -> Targets:
        countries = [self.cells.country_index(code) for code in batch.countries]
        classes = np.stack([self.labeller.label(p, c) for p, c in zip(batch.points, countries, strict=True)])
        points = torch.as_tensor(batch.points, dtype=torch.float32, device=self.world.device)
        smoothed = smoothed_targets(points, self.points, self.settings.loss.tau_km)
        return Targets(smoothed, torch.as_tensor(countries, device=self.world.device), torch.as_tensor(classes, device=self.world.device))

    def places(self) -> Tensor:
        """Each cell speaks for a random point near its centre, so that the encoder is smooth between centres."""
        noise = torch.randn_like(self.points) * self.spread[:, None]
        noise[:, 1] /= torch.cos(torch.deg2rad(self.points[:, 0])).clamp_min(0.05)
        lat = (self.points[:, 0] + noise[:, 0]).clamp(-90, 90)
        lng = (self.points[:, 1] + noise[:, 1] + 180) % 360 - 180
        return torch.stack([lat, lng], 1)

    def augmented(self, pixels: Tensor, rng: np.random.Generator, generator: torch.Generator) -> Tensor:
        """uint8 [b, h, w, 3] -> normalised [b, 3, h, w] in other colours, some as other cameras take them, some with a patch erased."""
        pixels = normalise(pixels.to(self.world.device, non_blocking=True))
        cameras = self.settings.data.cameras
        pixels = jitter_colours(pixels, generator, cast=0.06 + 0.14 * cameras)
        if cameras > 0:
            seen = torch.from_numpy(rng.random(len(pixels)) < cameras).to(pixels.device)
            pixels = torch.where(seen[:, None, None, None], behind_windscreen(pixels, rng), pixels)
        return erase(pixels, rng)

    def mixed(self, x: Tensor, rng: np.random.Generator) -> tuple[Tensor, Mix | None]:
        """Mixup of pixels or features: each row with another one."""
        loss = self.settings.loss
        if loss.mixup == 0 or rng.random() >= loss.mixup_share:
            return x, None
        share = float(rng.beta(loss.mixup, loss.mixup))
        order = torch.from_numpy(rng.permutation(len(x))).to(x.device)
        return share * x + (1 - share) * x[order], (share, order)

    def judged(self, scores: Tensor, attributes: dict[str, Tensor], targets: Targets, mix: Mix | None) -> Tensor:
        if mix is None:
            return self.criterion(scores, attributes, targets)
        share, order = mix
        return share * self.criterion(scores, attributes, targets) + (1 - share) * self.criterion(scores, attributes, targets.mixed(order))

    def loss(self, network: torch.nn.Module, batch: Batch, rng: np.random.Generator, generator: torch.Generator) -> Tensor:
        loss = self.settings.loss
        targets = self.targets(batch)
        pixels = self.augmented(batch.pixels, rng, generator)
        pixels, mix = self.mixed(pixels, rng)
        pixels = pixels.contiguous(memory_format=torch.channels_last)
        points = self.places() if self.kept is None else self.points
        with torch.autocast(self.world.device.type, torch.bfloat16, enabled=self.world.low):
            scores, attributes, embeds = network(pixels, points, self.kept)
        total = self.judged(scores, attributes, targets, mix)
        if loss.pairs > 0 and mix is None:
            total = total + loss.pairs * self._pairs(batch, embeds)
        return total

    def _pairs(self, batch: Batch, embeds: Tensor) -> Tensor:
        points = torch.as_tensor(batch.points, dtype=torch.float32)
        known = ~torch.isnan(points[:, 0])
        places = torch.cat([points[known], self.queue.points]).to(self.world.device)
        self.queue.extend(points)
        return pair_loss(embeds[known.to(embeds.device)], self.model.location(places), self.model.scale)

    # -- the run -------------------------------------------------------------

    def batches(self, cache: PixelCache | None, shards: list[str] | None, steps: int, seed: int) -> Iterator[Batch]:
        o, size = self.settings.optimiser, at(self.settings.optimiser.sizes, agreed(self.budget.progress, self.world))
        if shards is not None:
            return shard_batches(shards, size, o.batch, steps, seed, self.world.rank, self.world.size, o.workers)
        assert cache is not None
        return training_batches(self.photos, cache, self.weights, size, o.batch, steps, seed, self.world.rank, self.world.size, o.workers,
                                self.settings.data.cameras)  # fmt: skip

    def fit(self, cache: PixelCache | None, shards: list[str] | None = None, report: int = 20) -> None:
        o = self.settings.optimiser
        network = self.world.wrap(self.model, len(o.frozen) > 1)
        network = torch.compile(network) if o.compile else network  # type: ignore[assignment]
        network.train()
        saved = time.monotonic()
        self.budget.start()
        while agreed(self.budget.progress, self.world) < 1.0:
            seed = o.seed + 1_000_003 * (self.budget.step + 1)
            torch.manual_seed(seed + self.world.rank)
            self.model.image.backbone.frozen = at(o.frozen, agreed(self.budget.progress, self.world))
            rng = np.random.default_rng((seed, self.world.rank))
            generator = torch.Generator().manual_seed(seed + self.world.rank)
            if self.companion is not None:  # a location encoder at rest is asked once a round
                with torch.no_grad():
                    self.kept = self.model.location(self.places())
            waiting = 0
            for batch in self.batches(cache, shards, ROUND * o.accumulate, seed):
                loss = self.loss(network, batch, rng, generator)
                (loss / o.accumulate).backward()
                self.running += 0.05 * (float(loss.detach()) - self.running) if self.running else float(loss.detach())
                waiting += 1
                if waiting < o.accumulate:
                    continue
                waiting = 0
                self.update(report, len(batch.pixels), f"size {batch.pixels.shape[1]}")
                if self.budget.progress >= 1.0 and self.world.size == 1:
                    break
            if time.monotonic() - saved > SAVE_SECONDS:
                self.save()
                saved = time.monotonic()
        self.save()

    def update(self, report: int, photos: int, what: str) -> None:
        o = self.settings.optimiser
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), o.clip)
        factor = set_rates(self.optimiser, agreed(self.budget.progress, self.world), o.warmup)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.average.update(self.model)
        before = self.budget.spent
        self.budget.tick()
        if self.world.main and self.budget.step % report == 0:
            rate = photos * o.accumulate * self.world.size / max(1e-9, self.budget.spent - before)
            print(f"step {self.budget.step} {100 * self.budget.progress:.1f}% {what} rate {factor:.3f} "
                  f"loss {self.running:.3f} norm {float(norm):.2f} scale {float(self.model.scale.detach()):.1f} photos/s {rate:.0f}", flush=True)  # fmt: skip
