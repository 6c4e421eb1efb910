"""Trains what reads the backbone and nothing else. The backbone rests, so it is asked once for a few views of every photo, and a step costs a hundredth
of a whole one: the readout sees each photo many times more than it could while the backbone learns."""

from __future__ import annotations

import time

import numpy as np
import torch
from torch import Tensor, nn

from .augment import centre_crop, normalise
from .batches import Batch, CropDataset, collate, jittered
from .model import Standardise
from .photos import PixelCache
from .storage import as_stored
from .train import ROUND, SAVE_SECONDS, Trainer

CHUNK = 64  # photos that the backbone sees together


def view_features(trainer: Trainer, cache: PixelCache, view: int) -> Tensor:
    """[photos, features] of one view: the centre as the product crops it (view 0), or a crop and colours as training draws them. Kept in the run's folder."""
    path = trainer.run / f"view-{view}.npy"
    if path.exists():
        return torch.from_numpy(np.load(path))
    settings, image = trainer.settings, trainer.model.image.eval()
    size, seed = settings.bundle.size, settings.optimiser.seed + view
    rng, generator = np.random.default_rng(seed), torch.Generator().manual_seed(seed)
    crops = CropDataset(trainer.photos, cache, size, np.arange(len(cache)), seed, settings.data.cameras)
    parts: list[Tensor] = []
    started = time.monotonic()
    for first in range(0, len(cache), CHUNK):
        photos = range(first, min(first + CHUNK, len(cache)))
        if view == 0:
            pixels = normalise(torch.from_numpy(np.stack([centre_crop(cache[i], size) for i in photos])).to(trainer.world.device))
        else:
            pixels = trainer.augmented(collate([crops[i] for i in photos]).pixels, rng, generator)
        with torch.inference_mode():
            parts.append(image.features(pixels.contiguous(memory_format=torch.channels_last)).float().cpu())
        if first // CHUNK % 20 == 0:
            print(f"view {view}: {first}/{len(cache)} photos, {first / (time.monotonic() - started):.0f} photos/s", flush=True)
    features = torch.cat(parts)
    trainer.run.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(".tmp.npy")
    np.save(written, features.numpy())
    written.replace(path)
    return features


@torch.no_grad()
def round_backbone(network: nn.Module, precision: str) -> None:
    """Rounds the weights to what the bundle will store, so that the readout is fitted to what ships."""
    for parameter in network.parameters():
        parameter.copy_(torch.from_numpy(as_stored(parameter.cpu().numpy(), precision)))


def fit_readout(trainer: Trainer, cache: PixelCache, views: int, report: int = 20) -> None:
    """Fits the vector's layer by the loss of the whole training; mixup is of features, which are linear up to there. The attribute heads rest too where the
    loss gives them no weight. Goes on from a checkpoint."""
    round_backbone(trainer.model.image.backbone, trainer.settings.bundle.precision)
    seen = torch.stack([view_features(trainer, cache, view) for view in range(views)])
    image, settings, device = trainer.model.image.train(), trainer.settings, trainer.world.device
    image.heads.requires_grad_(settings.loss.attributes > 0)
    if isinstance(image.standardise, Standardise):
        image.standardise.measure(seen[0])
    if trainer.budget.step == 0:
        trainer.average.restart(trainer.model)
    share = trainer.weights / trainer.weights.sum()
    photos, places, saved = trainer.photos, None, time.monotonic()
    trainer.budget.start()
    while trainer.budget.progress < 1.0:
        rng = np.random.default_rng((settings.optimiser.seed, trainer.budget.step))
        torch.manual_seed(int(rng.integers(2**62)))
        if places is None or trainer.companion is None or trainer.budget.step % ROUND == 0:
            with torch.set_grad_enabled(trainer.companion is None):
                places = trainer.model.location(trainer.places())
        drawn = rng.choice(len(photos), settings.optimiser.batch, p=share)
        points = np.stack([jittered(photos.points[i], float(photos.precision_km[i]), rng) for i in drawn])
        targets = trainer.targets(Batch(torch.empty(0), points, [photos.countries[i] for i in drawn]))
        features, mix = trainer.mixed(seen[rng.integers(views, size=len(drawn)), drawn].to(device), rng)
        embeds, attributes = image.read(features)
        loss = trainer.judged(trainer.model.scale * embeds @ places.T, attributes, targets, mix)
        loss.backward()
        trainer.running += 0.05 * (float(loss.detach()) - trainer.running) if trainer.running else float(loss.detach())
        trainer.update(report, len(drawn), f"views {views}")
        if time.monotonic() - saved > SAVE_SECONDS:
            trainer.save()
            saved = time.monotonic()
    trainer.save()
