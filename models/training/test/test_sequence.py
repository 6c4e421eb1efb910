"""Trips, the model of them, and the command that adds it to a bundle, on the tiny world."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from torch.nn import functional as F

from models.training import config, held_out
from models.training.export import join, write_bundle
from models.training.model import Geolocator
from models.training.photos import Photos, build_cache, read_photos
from models.training.places import Cells, read_cells
from models.training.sequence import Exported, SequenceModel
from models.training.sequence_fit import Drawn, Ground, fit_sequence, log_posterior, parted, run_sequence
from models.training.sequence_vectors import Vectors
from models.training.trips import LONGEST_HOURS, RADIUS_KM, Trips, haversine_km, uniform_numbers

# What core/eval/albums/trips.ts makes of the same points with the same seed (test/models/trips.test.ts).
GOLDEN = json.loads((Path(__file__).parent / "trips.json").read_text(encoding="utf-8"))


def settings_of(steps: int = 6, trips: int = 4, rate: float = 2e-3, dropout: float = 0.3) -> config.Sequence:
    return config.Sequence(steps=steps, trips=trips, rate=rate, dropout=dropout, known=4, hidden=8, landmarks=0)


def made(count: int, seed: int) -> Vectors:
    """Photos in groups of two, in a few regions within some 100 km each, with vectors that tell the region."""
    rng = np.random.default_rng(seed)
    region = np.repeat(np.arange(count // 16), 16)
    points = np.stack([10.0 * region - 20, 20.0 * region - 60], 1) + rng.normal(0, 0.5, (count, 2))
    vectors = np.eye(8)[region % 8] + 0.3 * rng.normal(size=(count, 8))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    groups = [f"g{i // 2}" for i in range(count)]
    photos = Photos([f"{i}.png" for i in range(count)], points, np.full(count, 0.1), ["AA"] * count, groups, ["made"] * count)
    return Vectors(photos, vectors.astype(np.float32), [f"r{r}" for r in region])


def ground_for(vectors: Vectors) -> Ground:
    rows = np.arange(0, len(vectors.photos), 8)
    cells = cells_at(vectors.photos.points[rows])
    places = torch.from_numpy(vectors.vectors[rows])
    prior = torch.full((len(rows),), 1 / len(rows))
    return Ground(cells, places, prior, np.ones(len(rows)), places[::2], prior[::2] * 2)


def cells_at(points: np.ndarray) -> Cells:
    n = len(points)
    return Cells([str(i) for i in range(n)], points, np.ones(n), np.ones(n), np.zeros(n, int), ["AA"], np.zeros((n, 5), int))


@pytest.mark.parametrize("unrelated", [False, True])
def test_trips_are_those_of_the_product(unrelated: bool) -> None:
    points = np.array(GOLDEN["points"])
    trips = Trips(points).many(GOLDEN["trips"], uniform_numbers(GOLDEN["seed"]), unrelated)
    wanted = GOLDEN["unrelated" if unrelated else "related"]
    assert [trip.rows for trip in trips] == [w["rows"] for w in wanted]
    np.testing.assert_allclose([h for t in trips for h in t.hours], [h for w in wanted for h in w["hours"]], atol=1e-6)


def test_trips_stay_near_and_short() -> None:
    vectors = made(64, 1)
    for trip in Trips(vectors.photos.points).many(40, uniform_numbers(3)):
        assert 4 <= len(trip.rows) <= 12 and len(set(trip.rows)) == len(trip.rows)
        assert haversine_km(vectors.photos.points[trip.rows], vectors.photos.points[trip.rows[0]]).max() <= RADIUS_KM
        assert trip.hours == sorted(trip.hours) and trip.hours[-1] <= LONGEST_HOURS + 1e-6


def test_neither_regions_nor_groups_are_in_both_parts() -> None:
    vectors = made(96, 2)
    learnt, held = parted(vectors, 3)
    assert len(learnt) + len(held) == 96 and len(held) == 32
    for names in (vectors.regions, vectors.photos.groups):
        assert not {names[i] for i in learnt} & {names[i] for i in held}


def test_an_order_reversed_gives_the_same_and_beyond_a_trips_end_is_nothing() -> None:
    vectors = made(64, 3)
    ground = ground_for(vectors)
    torch.manual_seed(0)
    model = SequenceModel(settings_of(), ground.landmarks, ground.landmark_prior, 10.0).eval()
    for parameter in model.own[-1].parameters():
        torch.nn.init.normal_(parameter, std=0.5)
    x, hours = torch.from_numpy(vectors.vectors[:5]), torch.tensor([0.0, 1.0, 3.0, -1.0, 9.0])
    one = model(x[None], hours[None], torch.ones(1, 5))[0]
    back = model(x.flip(0)[None], hours.flip(0)[None], torch.ones(1, 5))[0]
    torch.testing.assert_close(back.flip(0), one, atol=1e-5, rtol=1e-4)
    longer = model(torch.cat([x, x[:2]])[None], torch.cat([hours, hours[:2]])[None], torch.tensor([[1.0] * 5 + [0.0] * 2]))[0, :5]
    torch.testing.assert_close(longer, one, atol=1e-5, rtol=1e-4)
    alone = model(x[:1][None], hours[:1][None], torch.ones(1, 1))[0]
    torch.testing.assert_close(F.normalize(alone, dim=1), x[:1])


def test_a_seed_gives_the_same_weights_also_after_a_stop(tmp_path: Path) -> None:
    vectors = made(64, 4)
    ground, settings = ground_for(vectors), settings_of()
    drawn = Drawn(vectors, np.arange(64), ground, settings)
    whole = fit_sequence(settings, drawn, ground, 10.0, tmp_path / "whole", lambda _: None)
    fit_sequence(settings, drawn, ground, 10.0, tmp_path / "parts", lambda _: None, until=3)
    said: list[str] = []
    resumed = fit_sequence(settings, drawn, ground, 10.0, tmp_path / "parts", said.append)
    assert said[0] == "resumed at step 3"
    for name, value in whole.state_dict().items():
        torch.testing.assert_close(resumed.state_dict()[name], value, atol=0, rtol=0)


def test_training_learns_that_photos_of_a_trip_help_each_other(tmp_path: Path) -> None:
    vectors = made(64, 5)
    ground, settings = ground_for(vectors), settings_of(steps=60, trips=8, rate=1e-2, dropout=0.0)
    drawn = Drawn(vectors, np.arange(64), ground, settings)

    def likelihood(model: SequenceModel) -> float:
        batch = drawn.batch(99)
        with torch.inference_mode():
            found = log_posterior(model(batch.vectors, batch.hours, batch.there), batch, ground)
        return float(found[torch.arange(len(found)), batch.home].mean())

    fresh = SequenceModel(settings, ground.landmarks, ground.landmark_prior, 3.0).eval()
    fitted = fit_sequence(settings, drawn, ground, 3.0, tmp_path, lambda _: None)
    assert likelihood(fitted) > likelihood(fresh) + 0.1


def test_from_a_bundle_to_one_with_a_sequence(world: Path, settings: config.Config, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for name in ("train", "val"):
        build_cache(read_photos(world / f"{name}.csv"), world / name, cache / name, 48)
    cells = read_cells(world / "geodata", 2)
    torch.manual_seed(5)
    model = Geolocator(settings.model).eval()
    write_bundle(model, settings, cells, np.ones(len(cells)), tmp_path / "one")
    model.image = Geolocator(settings.model).eval().image
    join(model, settings, tmp_path / "one")
    write_bundle(model, settings, cells, np.ones(len(cells)), tmp_path / "both")
    joined = held_out.load_joined([settings, settings], tmp_path / "both")
    features = tmp_path / "features"
    held_out.write_features(joined, settings, cache, features, [("train", 0), ("val", 0)])
    at = held_out.Place(world, world / "geodata", features, None)
    chosen = dataclasses.replace(settings, sequence=settings_of(steps=2), readout=config.Readout(steps=5, batch=32, tau_km=800.0))
    with pytest.raises(ValueError, match=r"no trips: photos need three others within 300 km"):
        run_sequence(chosen, joined, at, tmp_path / "both", tmp_path / "run", lambda _: None)
    wide = dataclasses.replace(chosen, sequence=dataclasses.replace(chosen.sequence, radius_km=9000.0))
    run_sequence(wide, joined, at, tmp_path / "both", tmp_path / "run", lambda _: None)
    about = json.loads((tmp_path / "both" / "bundle.json").read_text(encoding="utf-8"))
    assert set(about["sequence"]) == {"file", "vectors", "hours", "output", "temperature", "doubt"}
    assert about["files"]["sequence.onnx"]["bytes"] == (tmp_path / "both" / "sequence.onnx").stat().st_size
    session = onnxruntime.InferenceSession(str(tmp_path / "both" / "sequence.onnx"), providers=["CPUExecutionProvider"])
    for count in (2, 5, 17):
        x = F.normalize(torch.randn(count, 16, generator=torch.Generator().manual_seed(count)), dim=1).numpy()
        found = session.run(None, {"vectors": x, "hours": np.arange(count, dtype=np.float32)})[0]
        assert found.shape == (count, 16) and np.isfinite(found).all()


def test_the_graph_is_the_model(tmp_path: Path) -> None:
    vectors = made(64, 6)
    ground = ground_for(vectors)
    model = SequenceModel(settings_of(), ground.landmarks, ground.landmark_prior, 10.0).eval()
    x, hours = torch.from_numpy(vectors.vectors[:6]), torch.arange(6.0)
    torch.testing.assert_close(Exported(model, 5.0)(x, hours), model(x[None], hours[None], torch.ones(1, 6))[0] / 5)
