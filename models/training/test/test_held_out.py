"""From a bundle with two encoders to the table of a reading, on the tiny world."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from models.training import config, held_out
from models.training.bundle import Bundle
from models.training.export import join, write_bundle
from models.training.linear_readout import Readout
from models.training.location import JoinedLocations
from models.training.model import Geolocator, ImageEncoder, JoinedEncoders, SharedReadout
from models.training.photos import PixelCache, build_cache, read_photos
from models.training.place_fit import fit_places, with_readout
from models.training.places import read_cells, training_cells
from models.training.report import agreement
from models.training.test.test_reading import geoclip_weights


@pytest.fixture(scope="module")
def start(world: Path, settings: config.Config, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A bundle of two untrained encoders in one graph, and the pixels of the photos."""
    folder, cache = tmp_path_factory.mktemp("start"), tmp_path_factory.mktemp("cache")
    for name in ("train", "val"):
        build_cache(read_photos(world / f"{name}.csv"), world / name, cache / name, 48)
    cells = read_cells(world / "geodata", 2)
    torch.manual_seed(5)
    model = Geolocator(settings.model).eval()
    write_bundle(model, settings, cells, np.ones(len(cells)), folder / "one")
    model.image = Geolocator(settings.model).eval().image  # two encoders that are alike would share their weights in the graph
    join(model, settings, folder / "one")
    write_bundle(model, settings, cells, np.ones(len(cells)), folder / "both")
    return folder / "both", cache


def test_a_reading_from_a_bundle(start: tuple[Path, Path], world: Path, settings: config.Config, tmp_path: Path) -> None:
    chosen = dataclasses.replace(settings, readout=config.Readout(steps=40, batch=32, dropout=0.0, rate=1e-2, tau_km=800.0), places=config.Places(dimension=12))
    model = held_out.load_joined([settings, settings], start[0])
    held_out.write_features(model, settings, start[1], tmp_path / "features", [("train", 0), ("val", 0), ("train", 1)])
    seen = held_out.read_features(tmp_path / "features", "train", 0, 2, together=False)
    joined = model.image
    assert isinstance(joined, JoinedEncoders)
    first_encoder = joined.encoders[0]
    assert isinstance(first_encoder, ImageEncoder)
    assert [part.shape for part in seen] == [(64, first_encoder.backbone.features)] * 2
    assert not np.allclose(seen[0], np.load(tmp_path / "features" / "train-1-0.npy"))  # another view
    at = held_out.Place(world, world / "geodata", tmp_path / "features", None)
    first = held_out.run_reading(chosen, model, at, 2, tmp_path / "first", None)
    assert first.count("\n") == 4 and "| held-out regions, train |" in first and "(N=12)" in first
    apart = dataclasses.replace(chosen, readout=dataclasses.replace(chosen.readout, together=False, transform=True))
    again = held_out.run_reading(apart, model, at, 1, tmp_path / "again", tmp_path / "first")
    assert f"less {tmp_path / 'first'}" in again and again.count("| val |") == 2


def test_places_of_two_encoders(start: tuple[Path, Path], world: Path, settings: config.Config, tmp_path: Path) -> None:
    cells, own = training_cells(world / "geodata", 1, 2, 3)[0], held_out.load_joined([settings, settings], start[0]).location
    with pytest.raises(ValueError, match="--geoclip"):
        held_out.place_encoder(config.Places(own=1.0, geoclip=1.0), own, None, cells)
    both = held_out.place_encoder(config.Places(1.0, 1.0, 20), own, geoclip_weights(tmp_path / "weights.pth"), cells)
    vectors = both(torch.tensor(cells.points, dtype=torch.float32))
    assert vectors.shape == (len(cells), 20)
    torch.testing.assert_close(vectors.norm(dim=1), torch.ones(len(cells)))


def test_the_readout_that_ships_is_in_the_graphs(start: tuple[Path, Path], world: Path, settings: config.Config, tmp_path: Path) -> None:
    chosen = dataclasses.replace(settings, readout=config.Readout(steps=30, batch=32, dropout=0.2, rate=1e-2, tau_km=800.0),
                                 places=config.Places(1.0, 1.0, 16))  # fmt: skip
    model = held_out.load_joined([settings, settings], start[0])
    held_out.write_features(model, settings, start[1], tmp_path, [("train", 0)])
    at = held_out.Place(world, world / "geodata", tmp_path, geoclip_weights(tmp_path / "weights.pth"))
    fitted = fit_places(chosen, model, at, 1, 2, lambda _: None)
    cells, ranked = training_cells(world / "geodata", 1, 2, 3)[0], read_cells(world / "geodata", 2)
    write_bundle(fitted, chosen, ranked, np.ones(len(ranked)), tmp_path / "out")
    bundle = Bundle(tmp_path / "out")
    assert min(agreement(bundle, fitted, PixelCache(start[1] / "val"), cells.points[:50]).values()) > 0.999

    features = torch.randn(5, fitted.image.embed.in_features)  # what ships reads features as the fit does
    assert isinstance(fitted.image, SharedReadout) and isinstance(fitted.location, JoinedLocations)
    fits = [Readout(torch.zeros(features.shape[1]) + 0.1, torch.ones(features.shape[1]) * 2, torch.randn(features.shape[1], 16), torch.randn(16), None, scale)
            for scale in (10.0, 20.0)]  # fmt: skip
    shipped = with_readout(held_out.load_joined([settings, settings], start[0]), fitted.location, fits[:1])
    assert isinstance(shipped.image, SharedReadout)
    torch.testing.assert_close(torch.nn.functional.normalize(shipped.image.embed(shipped.image.standardise(features)), dim=1), fits[0].images(features))
    mean = with_readout(held_out.load_joined([settings, settings], start[0]), fitted.location, fits)
    torch.testing.assert_close(mean.image.embed.weight, (fits[0].weight + fits[1].weight).T / 2)
    assert float(mean.scale.detach()) == pytest.approx(15)
