"""The readout that ships: fitted on all training photos and every training cell, several times, and put into one graph with the encoders that rest."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from . import config
from .held_out import Place, joined_encoders, place_encoder, place_vectors_of, read_features
from .linear_readout import CellGradient, Readout, by_country, cell_targets, country_ranges, fit
from .location import JoinedLocations
from .model import Geolocator, SharedReadout
from .photos import read_photos
from .places import training_cells
from .prior import photo_prior, sampling_weights


def fit_places(settings: config.Config, model: Geolocator, at: Place, views: int, fits: int, say: Callable[[str], None] = print) -> Geolocator:
    """`model` with one readout of all its encoders towards the places that the configuration wants: the mean of `fits` fits, which differ in their seed."""
    d = settings.data
    cells = by_country(training_cells(at.geodata, d.coarse, d.fine, d.split_below)[0])
    photos = read_photos(at.photos / "train.csv")
    country = np.array([cells.country_index(code) for code in photos.countries])
    encoder = place_encoder(settings.places, model.location, at.geoclip, cells)
    assert encoder.transform is not None
    base = (place_vectors_of(encoder, cells) @ encoder.transform.detach()).clone()
    draws = sampling_weights(country, d.country_power, photos.views, d.view_power)
    prior = torch.from_numpy(photo_prior(cells, photos, draws)).log().float()
    targets = cell_targets(photos.points, country, cells, settings.readout.tau_km)
    gradient = CellGradient(prior, country_ranges(cells), targets, settings.readout.country)
    encoders = joined_encoders(model)
    seen = [read_features(at.features, "train", view, len(encoders), together=True)[0] for view in range(views)]
    found = [fit(dataclasses.replace(settings.readout, seed=settings.readout.seed + k), seen, np.arange(len(photos)), draws, gradient, base, say)
             for k in range(fits)]  # fmt: skip
    return with_readout(model, encoder, found)


def with_readout(model: Geolocator, encoder: JoinedLocations, found: list[Readout]) -> Geolocator:
    """Linear readouts of the same features for the same places: their mean is the ensemble of all of them before its direction is taken."""
    image = SharedReadout(joined_encoders(model), found[0].weight.shape[1])
    with torch.no_grad():
        image.standardise.mean.copy_(found[0].mean)
        image.standardise.deviation.copy_(found[0].deviation)
        image.embed.weight.copy_(_mean([r.weight for r in found]).T)
        image.embed.bias.copy_(_mean([r.bias for r in found]))
        if found[0].transform is not None:
            assert encoder.transform is not None and len(found) == 1, "fits with a transform of their own have no mean"
            encoder.transform.copy_(encoder.transform @ found[0].transform)
        model.log_scale.fill_(math.log(float(np.mean([r.scale for r in found]))))
    model.image = image  # type: ignore[assignment]
    model.location = encoder  # type: ignore[assignment]
    return model.eval()


def _mean(values: list[Tensor]) -> Tensor:
    return torch.stack(values).mean(0)
