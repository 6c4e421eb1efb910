"""The whole way on a tiny set: prepare, train, resume, export, calibrate, report."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch

from models.training import config, evaluate, storage
from models.training.augment import centre_crop, normalise
from models.training.bundle import Bundle
from models.training.calibrate import calibrate
from models.training.distributed import World
from models.training.export import join, load_bundle, load_model, write_bundle
from models.training.model import Geolocator
from models.training.optimise import Budget
from models.training.photos import PixelCache, build_cache, read_photos
from models.training.places import read_cells, training_cells
from models.training.prior import photo_prior
from models.training.readout import fit_readout, view_features
from models.training.report import agreement, table
from models.training.train import Trainer


@pytest.fixture(scope="module")
def cache(world: Path) -> Path:
    for name in ("train", "val"):
        build_cache(read_photos(world / f"{name}.csv"), world / name, world / "cache" / name, 48)
    return world / "cache"


def trainer(world: Path, settings: config.Config, run: Path, steps: int) -> Trainer:
    cells, fine = training_cells(world / "geodata", 1, 2, 3)
    photos, here = read_photos(world / "train.csv"), World(0, 1, torch.device("cpu"))
    return Trainer(settings, photos, cells, fine, here, run, None, Budget(None, steps))


@pytest.fixture(scope="module")
def bundle(world: Path, cache: Path, settings: config.Config, tmp_path_factory: pytest.TempPathFactory) -> tuple[Bundle, Path]:
    run, out = tmp_path_factory.mktemp("run"), tmp_path_factory.mktemp("bundle")
    trainer(world, settings, run, 60).fit(PixelCache(cache / "train"))
    cells, photos = read_cells(world / "geodata", 2), read_photos(world / "train.csv")
    prior = photo_prior(cells, photos, np.ones(len(photos)))
    write_bundle(load_model(settings, [run / "checkpoint.pt"]), settings, cells, prior, out)
    return Bundle(out), run


def test_cache_is_upright_and_sized(cache: Path) -> None:
    pixels = PixelCache(cache / "val")
    assert len(pixels) == 16
    assert pixels[0].shape == (48, 58, 3)


def test_training_learns_and_resumes(world: Path, cache: Path, settings: config.Config, tmp_path: Path) -> None:
    first = trainer(world, settings, tmp_path, 40)
    first.fit(PixelCache(cache / "train"))
    again = trainer(world, settings, tmp_path, 80)
    assert again.resume()
    assert again.budget.step == 40
    for a, b in zip(first.model.parameters(), again.model.parameters(), strict=True):
        torch.testing.assert_close(a, b)
    again.fit(PixelCache(cache / "train"))
    assert again.running < first.running


def test_same_seed_same_weights(world: Path, cache: Path, settings: config.Config, tmp_path: Path) -> None:
    runs = [trainer(world, settings, tmp_path / str(i), 3) for i in range(2)]
    for run in runs:
        run.fit(PixelCache(cache / "train"))
    for a, b in zip(*(r.model.parameters() for r in runs), strict=True):
        torch.testing.assert_close(a, b)


def test_bundle_follows_the_contract(bundle: tuple[Bundle, Path]) -> None:
    about = json.loads((bundle[0].folder / "bundle.json").read_text())
    assert about["format"] == 1
    outputs = {output.name for output in bundle[0].image.get_outputs()}
    assert outputs == {about["image"]["output"], *(a["output"] for a in about["attributes"])}
    for name, entry in about["files"].items():
        assert (bundle[0].folder / name).stat().st_size == entry["bytes"]


def test_bundle_agrees_with_pytorch(bundle: tuple[Bundle, Path], world: Path, cache: Path, settings: config.Config) -> None:
    model = load_model(settings, [bundle[1] / "checkpoint.pt"])
    points = read_cells(world / "geodata", 2).points[:50]
    assert min(agreement(bundle[0], model, PixelCache(cache / "val"), points).values()) > 0.999


def test_a_run_can_start_from_a_bundle(bundle: tuple[Bundle, Path], world: Path, settings: config.Config, tmp_path: Path) -> None:
    cells, fine = training_cells(world / "geodata", 1, 2, 3)
    photos, here = read_photos(world / "train.csv"), World(0, 1, torch.device("cpu"))
    started = Trainer(settings, photos, cells, fine, here, tmp_path, bundle[0].folder, Budget(None, 1)).model
    shipped = load_model(settings, [bundle[1] / "checkpoint.pt"])
    for name, weights in shipped.state_dict().items():
        torch.testing.assert_close(started.state_dict()[name], weights, rtol=2e-3, atol=2e-3, msg=name)


def test_the_readout_of_a_resting_backbone(bundle: tuple[Bundle, Path], world: Path, cache: Path, settings: config.Config,
                                           tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(storage, "HALF_BELOW", 1000)
    monkeypatch.setattr(storage, "KEPT", 100)
    reading = dataclasses.replace(settings, model=dataclasses.replace(settings.model, stages=True, side=96), loss=dataclasses.replace(settings.loss, attributes=0.0),
                                  bundle=dataclasses.replace(settings.bundle, size=112, precision="int8"))  # fmt: skip
    cells, fine = training_cells(world / "geodata", 1, 2, 3)
    photos, here, folder, pixels = read_photos(world / "train.csv"), World(0, 1, torch.device("cpu")), bundle[0].folder, PixelCache(cache / "train")

    def begin(steps: int) -> Trainer:
        return Trainer(reading, photos, cells, fine, here, tmp_path / "run", folder, Budget(None, steps), folder)

    first, shipped = begin(30), Geolocator(settings.model)
    load_bundle(shipped, folder)
    fit_readout(first, pixels, 2)
    for name, weights in shipped.image.state_dict().items():  # a bundle that does not read stages gave all but the vector's layer, and all that rested
        if name.startswith("backbone."):
            weights = torch.from_numpy(storage.as_stored(weights.numpy(), "int8"))
        if not name.startswith("embed."):
            torch.testing.assert_close(first.model.image.state_dict()[name], weights, msg=name)
    seen = view_features(first, pixels, 0)
    assert seen.shape == (len(photos), first.model.image.backbone.features)
    with torch.inference_mode():
        centre = normalise(torch.from_numpy(np.stack([centre_crop(pixels[i], 112) for i in range(4)])))
        reduced = torch.nn.functional.interpolate(centre, (96, 96), mode="bilinear")
        torch.testing.assert_close(seen[:4], first.model.image.backbone.eval()(reduced), rtol=1e-4, atol=1e-4)
    assert not torch.allclose(view_features(first, pixels, 1), seen, rtol=1e-3, atol=1e-3)  # a crop in other colours

    again = begin(60)
    assert again.resume() and again.budget.step == 30
    fit_readout(again, pixels, 2)
    assert again.running < first.running

    model, ranked = load_model(reading, [tmp_path / "run" / "checkpoint.pt"]), read_cells(world / "geodata", 2)
    write_bundle(model, reading, ranked, photo_prior(ranked, photos, np.ones(len(photos))), tmp_path / "out")
    assert min(agreement(Bundle(tmp_path / "out"), model, PixelCache(cache / "val"), cells.points[:50]).values()) > 0.999
    loaded = Geolocator(reading.model)
    load_bundle(loaded, tmp_path / "out")
    torch.testing.assert_close(loaded.image.standardise.mean, model.image.standardise.mean, rtol=2e-3, atol=2e-3)
    for name, weights in loaded.image.backbone.state_dict().items():  # the readout was fitted to what is stored
        torch.testing.assert_close(model.image.backbone.state_dict()[name], weights, rtol=1e-5, atol=1e-7, msg=name)
    with pytest.raises(ValueError, match="other tensors"):
        load_bundle(shipped, tmp_path / "out")

    join(model, settings, folder)  # an encoder that reads stages of smaller photos beside one that does neither
    write_bundle(model, reading, ranked, photo_prior(ranked, photos, np.ones(len(photos))), tmp_path / "both")
    assert min(agreement(Bundle(tmp_path / "both"), model, PixelCache(cache / "val"), cells.points[:50]).values()) > 0.99  # the first is rounded here


def test_weights_that_share_their_start_are_averaged(bundle: tuple[Bundle, Path], world: Path, cache: Path, settings: config.Config, tmp_path: Path) -> None:
    first, second = bundle[0].folder, tmp_path / "checkpoint.pt"
    cells, fine = training_cells(world / "geodata", 1, 2, 3)
    photos, here = read_photos(world / "train.csv"), World(0, 1, torch.device("cpu"))
    Trainer(settings, photos, cells, fine, here, tmp_path, first, Budget(None, 5)).fit(PixelCache(cache / "train"))
    a, b = load_model(settings, [first]).state_dict(), load_model(settings, [second]).state_dict()
    assert any(not torch.equal(a[name], b[name]) for name in a)
    mean = load_model(settings, [first, second], [1.0, 3.0]).state_dict()
    for name in a:
        torch.testing.assert_close(mean[name], a[name] / 4 + 3 * b[name] / 4, msg=name)
    for shares in ([1.0], [1.0, 0.0]):
        with pytest.raises(ValueError, match="2 sets of weights"):
            load_model(settings, [first, second], shares)


def test_a_second_encoder_joins_the_first(bundle: tuple[Bundle, Path], world: Path, cache: Path, settings: config.Config,
                                          tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(storage, "HALF_BELOW", 1000)
    monkeypatch.setattr(storage, "KEPT", 100)
    cells, fine = training_cells(world / "geodata", 1, 2, 3)
    photos, here = read_photos(world / "train.csv"), World(0, 1, torch.device("cpu"))
    second = Trainer(settings, photos, cells, fine, here, tmp_path / "run", None, Budget(None, 20), bundle[0].folder)
    second.fit(PixelCache(cache / "train"))
    model = load_model(settings, [tmp_path / "run" / "checkpoint.pt"])
    own = model.image
    join(model, settings, bundle[0].folder)
    eight = dataclasses.replace(settings, bundle=dataclasses.replace(settings.bundle, precision="int8"))
    ranked = read_cells(world / "geodata", 2)
    write_bundle(model, eight, ranked, photo_prior(ranked, photos, np.ones(len(photos))), tmp_path / "both")
    both = Bundle(tmp_path / "both")
    assert min(agreement(both, model, PixelCache(cache / "val"), cells.points[:50]).values()) > 0.99

    first = Geolocator(settings.model).eval()
    load_bundle(first, bundle[0].folder)
    pixels = torch.from_numpy(np.stack([both.pixels(PixelCache(cache / "val")[i]) for i in range(4)]))
    with torch.inference_mode():
        together, sum_of_both = model.image(pixels)[0], first.image(pixels)[0] + own(pixels)[0]
    torch.testing.assert_close(together, torch.nn.functional.normalize(sum_of_both, dim=1))

    stranger = Geolocator(settings.model)
    with pytest.raises(ValueError, match="another location encoder"):
        join(stranger, settings, bundle[0].folder)


def test_figures_and_calibration(bundle: tuple[Bundle, Path], world: Path) -> None:
    cells, photos = read_cells(world / "geodata", 2), read_photos(world / "val.csv")
    scored, known = evaluate.score(bundle[0], cells, photos, world / "val"), evaluate.truth(photos, cells)
    posterior = scored.posterior(1.0)
    np.testing.assert_allclose(posterior.sum(1), 1, atol=1e-4)
    figures = evaluate.country_figures(posterior, cells, known) | evaluate.place_figures(posterior, cells, known)
    assert figures["country top-1"].photos == 16
    assert "country top-1" in table({"tiny": figures}, ["country top-1", "median km"])
    right, common = evaluate.attribute_figures(scored, cells, photos)["drive"]
    sides = np.array([0 if country in ("AA", "BB") else 1 for country in photos.countries])  # left west of Greenwich
    # The code CC stands for the Cocos Islands, which count with Australia, and that is not in this world.
    asked = np.array([at or country != "CC" for at, country in zip(photos.located, photos.countries, strict=True)])
    assert right.photos == common.photos == asked.sum() > 10
    assert right.value == pytest.approx((scored.logits["drive"].argmax(1) == sides)[asked].mean())
    assert common.value == pytest.approx(max((sides[asked] == side).mean() for side in (0, 1)))
    assert set(calibrate(scored, cells, known).crossed) == {"0.5", "0.8", "0.9", "0.95"}
