"""Fits the model of trips on synthetic ones through the training photos, its temperature on trips through regions that it has not seen, and adds it to a bundle."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h3
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from . import config
from .bundle import Bundle
from .calibrate import DOUBTS, TEMPERATURES
from .core import LEVELS
from .export import OPSET, checksums, write_json
from .held_out import COARSE, Place
from .linear_readout import by_country
from .model import Geolocator
from .optimise import Average, set_rates
from .places import Cells, distances_km, read_cells, training_cells
from .reading import merge, place_vectors
from .regions import TRAINING, folds
from .sequence import UNKNOWN_HOURS, Exported, SequenceModel
from .sequence_vectors import Vectors, training_vectors
from .trips import Trip, Trips, Uniform, uniform_numbers

SAVE_EVERY = 200  # steps
TRIES = 100  # for each trip
HELD_OUT_TRIPS = 300
CHUNK = 20  # trips that are judged at once
ALIKE = 0.01  # temperatures whose worst level differs by less than this are told apart by their likelihood
FILE = "sequence.onnx"


@dataclass(frozen=True)
class Ground:
    """Places among which a trip's photos are told apart."""

    cells: Cells
    vectors: Tensor  # [cells, d], unit length
    prior: Tensor  # [cells]
    area_km2: np.ndarray
    landmarks: Tensor  # [k, d], unit length
    landmark_prior: Tensor  # [k]


@dataclass(frozen=True)
class Batch:
    vectors: Tensor  # [b, n, d]
    hours: Tensor  # [b, n]
    there: Tensor  # [b, n]: 1 where a photo is, 0 beyond a trip's end
    home: Tensor  # [photos that are there] row of the cell that each lies in


def ground_of(settings: config.Config, model: Geolocator, at: Place, bundle: Bundle) -> Ground:
    """Cells of resolution 2 inside countries, with the bundle's own prior; landmarks are theirs by parent."""
    d = settings.data
    cells = by_country(training_cells(at.geodata, d.coarse, d.fine, d.split_below)[0])
    merged = merge(cells, COARSE)
    vectors = F.normalize(merged.weights @ place_vectors(model.location, cells), dim=1)
    fine = read_cells(at.geodata, d.fine)
    home = distances_km(fine.points, merged.cells.points).argmin(1).numpy()
    prior = np.bincount(home, bundle.prior(fine), minlength=len(merged.cells)) + 1e-9
    prior /= prior.sum()
    parents = [h3.latlng_to_cell(*point, settings.sequence.landmarks) for point in merged.cells.points]
    _, member = np.unique(parents, return_inverse=True)
    weights = torch.zeros(int(member.max()) + 1, len(parents))
    weights[member, np.arange(len(parents))] = torch.from_numpy(prior).float()
    mass = weights.sum(1)
    return Ground(merged.cells, vectors, torch.from_numpy(prior).float(), merged.cells.area_km2, F.normalize(weights @ vectors, dim=1), mass)


def parted(vectors: Vectors, held_out: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows to learn from and rows to judge by: whole regions, so that neither a trip nor a group of photos has a foot in both."""
    asked = vectors.asked
    side = folds([vectors.regions[i] if vectors.regions[i] != TRAINING else vectors.photos.groups[i] for i in asked], held_out)
    return asked[side != 0], asked[side == 0]


class Drawn:
    """Trips through some of the photos, as they are learned from: some through unrelated places, some with strangers, copies, or without times."""

    def __init__(self, vectors: Vectors, rows: np.ndarray, ground: Ground, settings: config.Sequence) -> None:
        self.rows, self.settings = rows, settings
        self.trips = Trips(vectors.photos.points[rows], settings.radius_km)
        self.vectors = torch.from_numpy(vectors.vectors[rows]).float()
        self.home = distances_km(vectors.photos.points[rows], ground.cells.points).argmin(1)

    def batch(self, seed: int) -> Batch:
        uniform, found = uniform_numbers(seed), list[Trip]()
        for _ in range(TRIES * self.settings.trips):
            if len(found) == self.settings.trips:
                break
            trip = self.trips.draw(uniform, unrelated=uniform() < self.settings.unrelated)
            if trip is not None:
                found.append(self._disturbed(trip, uniform))
        if not found:
            raise ValueError(f"there are no trips: photos need three others within {self.settings.radius_km:g} km")
        return self.packed(found)

    def _disturbed(self, trip: Trip, uniform: Uniform) -> Trip:
        s, rows = self.settings, list(trip.rows)
        for i in range(len(rows)):
            chance = uniform()
            if chance < s.strangers:
                rows[i] = math.floor(uniform() * len(self.rows))
            elif i > 0 and chance < s.strangers + s.copies:
                rows[i] = rows[i - 1]
        return Trip(rows, [UNKNOWN_HOURS] * len(rows) if uniform() < s.untimed else trip.hours)

    def packed(self, trips: list[Trip]) -> Batch:
        longest = max(len(trip.rows) for trip in trips)
        rows = torch.zeros(len(trips), longest, dtype=torch.long)
        hours, there = torch.zeros(len(trips), longest), torch.zeros(len(trips), longest)
        for i, trip in enumerate(trips):
            count = len(trip.rows)
            rows[i, :count], hours[i, :count], there[i, :count] = torch.tensor(trip.rows), torch.tensor(trip.hours), 1.0
        return Batch(self.vectors[rows], hours, there, self.home[rows[there > 0]])


def log_posterior(found: Tensor, batch: Batch, ground: Ground) -> Tensor:
    """[photos that are there, cells]"""
    return torch.log_softmax(found[batch.there > 0] @ ground.vectors.T + ground.prior.log(), 1)


def fit_sequence(settings: config.Sequence, drawn: Drawn, ground: Ground, scale: float, run: Path, say: Callable[[str], None] = print,
                 until: int | None = None, every: int = SAVE_EVERY) -> SequenceModel:  # fmt: skip
    """The average of the weights of a run, which goes on where it stopped when it finds a checkpoint in `run`. A seed gives the same
    weights again. `until`: steps after which to stop for now; `every`: steps between checkpoints."""
    torch.manual_seed(settings.seed)
    model = SequenceModel(settings, ground.landmarks, ground.landmark_prior, scale)
    groups = [{"params": [p for p in model.parameters() if p.ndim > 1], "weight_decay": settings.weight_decay, "peak": settings.rate},
              {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0, "peak": settings.rate}]  # fmt: skip
    optimiser = torch.optim.AdamW(groups, lr=1.0, betas=(0.9, 0.99))
    average, first = Average(model, settings.ema), 0
    path = run / "checkpoint.pt"
    if path.exists():
        state: dict[str, Any] = torch.load(path, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        average.state, average.count, first = state["average"], state["averaged"], state["step"]
        say(f"resumed at step {first}")
    run.mkdir(parents=True, exist_ok=True)
    started, running = time.monotonic(), math.nan
    last = min(settings.steps, until or settings.steps)
    for step in range(first, last):
        torch.manual_seed(settings.seed * 1_000_003 + step)  # dropout, too, is the same after a resume
        batch = drawn.batch(settings.seed * 1_000_003 + step)
        model.train()
        loss = F.nll_loss(log_posterior(model(batch.vectors, batch.hours, batch.there), batch, ground), batch.home)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        set_rates(optimiser, step / settings.steps, settings.warmup)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        average.update(model)
        value = float(loss.detach())
        running = value if math.isnan(running) else running + 0.02 * (value - running)
        if (step + 1) % every == 0 or step + 1 == last:
            state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "average": average.state, "averaged": average.count, "step": step + 1}
            torch.save(state, path.with_suffix(".tmp"))
            path.with_suffix(".tmp").replace(path)
            say(f"step {step + 1}/{settings.steps} loss {running:.3f} {(time.monotonic() - started) / (step + 1 - first):.2f} s/step")
    model.load_state_dict(average.state)
    return model.eval()


@dataclass(frozen=True)
class Settled:
    temperature: float
    doubt: float
    photos: int
    coverage: dict[str, float]
    log_likelihood: float  # mean, of the true cell


@torch.inference_mode()
def settle(model: SequenceModel, drawn: Drawn, ground: Ground, seed: int) -> Settled:
    """Temperature and doubt on trips through regions that the model has not learned from, chosen as the bundle's own are (`calibrate.py`)."""
    trips = drawn.trips.many(HELD_OUT_TRIPS, uniform_numbers(seed))
    if not trips:
        raise ValueError(f"the held-out regions have no trips: photos need three others within {drawn.settings.radius_km:g} km")
    settings = [(float(t), d) for t in TEMPERATURES for d in DOUBTS]
    hits, likelihood, count = np.zeros((len(settings), len(LEVELS))), np.zeros(len(settings)), 0
    log_prior, area = ground.prior.log(), torch.from_numpy(ground.area_km2).float()
    for start in range(0, len(trips), CHUNK):
        batch = drawn.packed(trips[start : start + CHUNK])
        scores = model(batch.vectors, batch.hours, batch.there)[batch.there > 0] @ ground.vectors.T
        rows = torch.arange(len(scores))
        for k, (temperature, doubt) in enumerate(settings):
            posterior = (1 - doubt) * torch.softmax(temperature * scores + log_prior, 1) + doubt * ground.prior
            own = posterior[rows, batch.home]
            denser = posterior / area > (own / area[batch.home])[:, None]
            hits[k] += ((posterior * denser).sum(1)[:, None] < torch.tensor(LEVELS)).sum(0).numpy()
            likelihood[k] += float(own.log().sum())
        count += len(scores)
    worst = np.abs(hits / count - np.asarray(LEVELS)).max(1)
    best = int(np.where(worst <= worst.min() + ALIKE, likelihood, -np.inf).argmax())
    coverage = {str(level): round(float(hit), 3) for level, hit in zip(LEVELS, hits[best] / count, strict=True)}
    return Settled(*settings[best], count, coverage, likelihood[best] / count)


def add_sequence(folder: Path, model: SequenceModel, settled: Settled) -> None:
    """Writes the graph into a bundle's folder and names it in `bundle.json`, with a free number of photos."""
    bundle = Bundle(folder)
    example = F.normalize(torch.randn(3, model.landmarks.shape[1], generator=torch.Generator().manual_seed(0)), dim=1), torch.tensor([0.0, 1.0, 5.0])
    axes = {name: {0: "n"} for name in ("vectors", "hours", "together")}
    torch.onnx.export(Exported(model, bundle.about["logitScale"]).eval(), example, str(folder / FILE), input_names=["vectors", "hours"],
                      output_names=["together"], opset_version=OPSET, dynamic_axes=axes, dynamo=False)  # fmt: skip
    bundle.about["sequence"] = {"file": FILE, "vectors": "vectors", "hours": "hours", "output": "together",
                                "temperature": settled.temperature, "doubt": settled.doubt}  # fmt: skip
    bundle.about["files"] |= checksums(folder, [FILE])
    write_json(folder, bundle.about)


def run_sequence(settings: config.Config, model: Geolocator, at: Place, folder: Path, run: Path, say: Callable[[str], None] = print) -> Settled:
    """Fits the model of trips to the bundle in `folder` and adds it. `run` keeps the photos' vectors and the checkpoint: give a changed configuration a fresh one."""
    bundle, s = Bundle(folder), settings.sequence
    vectors = training_vectors(settings, model, at, run / "vectors.npy", say)
    with torch.no_grad():
        ground = ground_of(settings, model, at, bundle)
    learnt, held = parted(vectors, s.held_out)
    scale = bundle.about["logitScale"] * bundle.about["temperature"]
    fitted = fit_sequence(s, Drawn(vectors, learnt, ground, s), ground, scale, run, say)
    settled = settle(fitted, Drawn(vectors, held, ground, s), ground, s.seed)
    add_sequence(folder, fitted, settled)
    return settled
