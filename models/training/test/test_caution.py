"""Photos that are strange to the early layers say less, and the product need not know."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from models.training import config, held_out
from models.training.bundle import Bundle
from models.training.caution import BORNE, Caution, CautiousEncoders, PaddedPlaces, Seen, choose, early_features, fit_caution
from models.training.core import UNKNOWN
from models.training.export import join, write_bundle
from models.training.model import Geolocator, ImageEncoder, JoinedEncoders
from models.training.photos import PixelCache, build_cache, read_photos
from models.training.places import read_cells


def test_strangeness_is_one_for_the_average_training_photo() -> None:
    torch.manual_seed(0)
    mix = torch.randn(20, 20)
    train = torch.randn(4000, 20) @ mix + 3
    caution = Caution(20, 12)
    caution.measure(train)
    usual = caution.strangeness(torch.cat([train, torch.randn(4000, 5)], 1))  # what later stages say is not read
    assert float(usual.pow(2).mean()) == pytest.approx(1, abs=0.01)
    assert float(caution.strangeness(3 + 2 * (train - 3)).mean()) == pytest.approx(2 * float(usual.mean()), rel=0.05)
    caution.middle.fill_(1.5)
    caution.width.fill_(0.1)
    sure = caution(train)
    assert bool((sure[usual.argsort()].diff() <= 0).all()) and 0 < float(sure.min()) < float(sure.max()) < 1


def test_every_score_is_shortened_alike(settings: config.Config) -> None:
    staged = dataclasses.replace(settings.model, stages=True)
    torch.manual_seed(1)
    joined = JoinedEncoders([ImageEncoder(staged), ImageEncoder(staged)]).eval()
    for encoder in joined.encoders:
        encoder.standardise.deviation.fill_(1.0)  # type: ignore[operator, union-attr]
    location = Geolocator(staged).location
    caution = Caution(early_features(joined.encoders[0]))  # type: ignore[arg-type]
    pixels, at = torch.rand(6, 3, 96, 96), torch.tensor([[10.0, 20.0], [-30.0, 140.0], [60.0, 10.0]])
    with torch.inference_mode():
        caution.measure(joined.encoders[0].features(torch.rand(40, 3, 96, 96)))  # type: ignore[operator]
        before, heads = joined(pixels)
        after, same = CautiousEncoders(joined, caution).eval()(pixels)
        places = PaddedPlaces(location)(at)
        sure = caution(joined.encoders[0].features(pixels))[:, None]  # type: ignore[operator]
        torch.testing.assert_close(after @ places.T, sure * (before @ location(at).T))
    torch.testing.assert_close(after.norm(dim=1), torch.ones(6))
    torch.testing.assert_close(places.norm(dim=1), torch.ones(3))
    torch.testing.assert_close(same["drive"], heads["drive"])
    with pytest.raises(ValueError, match="does not read stages"):
        early_features(ImageEncoder(settings.model))


def test_as_much_caution_as_usual_photos_can_bear() -> None:
    rng = np.random.default_rng(2)
    cell, log_prior = rng.integers(0, 10, 600), np.log(np.full(10, 0.1))
    strangeness = rng.uniform(0.8, 1.6, 600)
    pointed = np.where((strangeness < 1.2) & (rng.random(600) < 0.9), cell, rng.integers(0, 10, 600))
    scores, strange = (5 * np.eye(10)[pointed]).astype(np.float32), np.full(20, 1.4)
    found = choose(Seen(strangeness, scores, cell), strange, log_prior)
    assert 1.1 <= found.middle <= 1.3 and found.log_likelihood > found.without + 0.1 and found.counted < 0.1
    unknown = Seen(np.append(strangeness, 9.0), np.concatenate([scores, scores[:1]]), np.append(cell, UNKNOWN))
    assert choose(unknown, strange, log_prior) == found  # a photo without a place decides nothing
    right = Seen(strangeness, (5 * np.eye(10)[np.where(rng.random(600) < 0.9, cell, pointed)]).astype(np.float32), cell)
    with pytest.raises(ValueError, match="strangeness says nothing"):
        choose(right, strange, log_prior)


def measured(settings: config.Config) -> Geolocator:
    """An untrained model; no two are alike, for tensors that are alike would be one in the graph."""
    model = Geolocator(settings.model).eval()
    with torch.no_grad():
        for values in model.image.standardise.buffers():
            values.uniform_(0.5, 1.5)
    return model


def test_a_cautious_bundle(world: Path, settings: config.Config, tmp_path: Path) -> None:
    chosen = dataclasses.replace(settings, model=dataclasses.replace(settings.model, stages=True, side=96), bundle=dataclasses.replace(settings.bundle, size=112))
    for name in ("train", "val"):
        build_cache(read_photos(world / f"{name}.csv"), world / name, tmp_path / "cache" / name, 48)
    ranked = read_cells(world / "geodata", 2)
    torch.manual_seed(3)
    model = measured(chosen)
    write_bundle(model, chosen, ranked, np.ones(len(ranked)), tmp_path / "one")
    model.image = measured(chosen).image
    join(model, chosen, tmp_path / "one")
    write_bundle(model, chosen, ranked, np.ones(len(ranked)), tmp_path / "both")

    start = held_out.load_joined([chosen, chosen], tmp_path / "both")
    held_out.write_features(start, chosen, tmp_path / "cache", tmp_path / "features", [("train", 0), ("val", 0), ("val", 1)])
    cautious, found = fit_caution(chosen, start, held_out.Place(world, world / "geodata", tmp_path / "features", None))
    assert found.log_likelihood >= found.without - BORNE
    write_bundle(cautious, chosen, ranked, np.ones(len(ranked)), tmp_path / "out")
    before, after, cache = Bundle(tmp_path / "both"), Bundle(tmp_path / "out"), PixelCache(tmp_path / "cache" / "val")
    assert after.about["dimension"] == before.about["dimension"] + 1
    pixels, points = np.stack([after.pixels(cache[i]) for i in range(6)]), ranked.points[:30]
    said = [b.image.run(["image_embeds"], {"pixel_values": pixels})[0] @ b.encode_points(points).T for b in (before, after)]
    ratio = said[1] / said[0]
    np.testing.assert_allclose(ratio, np.repeat(ratio.mean(1, keepdims=True), 30, 1), rtol=2e-2)  # fp16 is stored
