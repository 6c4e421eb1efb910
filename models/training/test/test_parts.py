"""Each part against a value known from elsewhere, or a slower way to the same number."""

from __future__ import annotations

import dataclasses
import io
import json
import tarfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional as F

from models.training import config
from models.training.__main__ import parser
from models.training.augment import behind_windscreen, centre_crop, jitter_colours, normalise, random_crop, worse_recording
from models.training.backbone import LAST, STD, Convolution, EfficientNetLite, same_padding, stage_statistics
from models.training.core import UNKNOWN
from models.training.depthwise import native
from models.training.location import LocationEncoder, equal_earth
from models.training.loss import CellLoss, LocationQueue, Targets, smoothed_targets
from models.training.metrics import EARTH_KM2, area_until, covered, macro, share
from models.training.model import Standardise
from models.training.optimise import Budget
from models.training.photos import Photos
from models.training.places import Labeller, distances_km, read_cells, training_cells
from models.training.prior import base_measure, photo_prior, sampling_weights
from models.training.shards import shard_batches
from models.training.storage import PRECISIONS, as_stored, to_bytes


def test_unknown_keys_are_named() -> None:
    with pytest.raises(ValueError, match=r"model\.colour"):
        config.parse("[model]\ncolour = 1\n")


@pytest.mark.parametrize(
    ("lat", "lng", "x", "y"),
    [(0, 180, 0.9999999, 0), (90, 0, 0, 0.4867169), (40.7128, -74.0060, -0.3627616, 0.2907912), (-33.8688, 151.2093, 0.7711088, -0.2455761)],
)
def test_equal_earth(lat: float, lng: float, x: float, y: float) -> None:
    found = equal_earth(torch.tensor([[lat, lng]], dtype=torch.float32))
    torch.testing.assert_close(found, torch.tensor([[x, y]], dtype=torch.float32), atol=2e-6, rtol=0)


def test_prior_follows_people_near_photos_and_over_countries(world: Path) -> None:
    cells = read_cells(world / "geodata", 2)
    cells = dataclasses.replace(cells, population_km2=np.random.default_rng(0).uniform(0, 500, len(cells)))
    at, base = np.array([[10.0, 20.0], [np.nan, np.nan]]), base_measure(cells)
    photos = Photos(["a", "b"], at, np.zeros(2), ["CC", "BB"], ["a", "b"], ["", ""])
    near = np.exp(-distances_km(at[:1], cells.points).numpy()[0] / 200) * base
    home = base * (cells.country == cells.countries.index("BB"))
    expected = 0.75 * (3 * near / near.sum() + home / home.sum()) / 4 + 0.25 * base
    np.testing.assert_allclose(photo_prior(cells, photos, np.array([3.0, 1.0]), 0.25), expected, rtol=1e-4, atol=1e-12)


def test_location_vectors_are_units() -> None:
    vectors = LocationEncoder((0.5, 2.0), 8, 16, 12)(torch.rand(5, 2) * 90)
    torch.testing.assert_close(vectors.norm(dim=1), torch.ones(5))


def test_distances() -> None:
    found = distances_km(np.array([[0.0, 0.0], [48.8584, 2.2945]]), np.array([[0.0, 90.0], [51.5007, -0.1246]]))
    assert found[0, 0].item() == pytest.approx(6371.0088 * np.pi / 2, rel=1e-5)
    assert found[1, 1].item() == pytest.approx(340.5, abs=1.5)


@pytest.mark.parametrize(("kernel", "stride", "size"), [(3, 1, 9), (3, 2, 12), (5, 1, 7), (5, 2, 11)])
def test_native_depthwise_gradients(kernel: int, stride: int, size: int) -> None:
    if native() is None:
        pytest.skip("no C++ compiler")
    torch.manual_seed(0)
    layer = Convolution(32, 32, kernel, stride, groups=32)
    x = torch.randn(3, 32, size, size, requires_grad=True)
    padding = same_padding(size, kernel, stride)
    assert layer.bias is not None
    y = F.conv2d(F.pad(x, (*padding, *padding)), layer.weight, layer.bias, stride, groups=32)
    g = torch.randn_like(y)
    expected = torch.autograd.grad(y, [x, layer.weight, layer.bias], g)
    for kind, tolerance in ((torch.bfloat16, 0.01), (torch.float32, 1e-5)):
        given = x.detach().to(memory_format=torch.channels_last).to(kind).requires_grad_()
        found = torch.autograd.grad(layer(given), [given, layer.weight, layer.bias], g.to(kind))
        for a, b in zip(expected, found, strict=True):
            assert (a - b.float()).norm() < tolerance * a.norm()


def test_same_padding_halves_odd_and_even_sizes() -> None:
    network = EfficientNetLite("tiny").eval()
    assert network(torch.zeros(1, 3, 33, 64)).shape == (1, 1280)


def test_statistics_tell_sky_from_road_and_flat_from_varied() -> None:
    x = torch.zeros(1, 2, 6, 4)
    x[0, 0, :2], x[0, 0, 4:] = 3.0, 9.0
    x[0, 1, :, ::2] = 1.0
    means, deviations = stage_statistics(x)[0, :6].view(3, 2), stage_statistics(x)[0, 6:]
    torch.testing.assert_close(means, torch.tensor([[3.0, 0.5], [0.0, 0.5], [9.0, 0.5]]))
    torch.testing.assert_close(deviations, x[0].flatten(1).std(1))
    flat = torch.ones(1, 2, 6, 4, requires_grad=True)
    stage_statistics(flat).sum().backward()
    assert flat.grad is not None and flat.grad.isfinite().all()


def test_stages_are_read_beside_the_last_convolution() -> None:
    torch.manual_seed(0)
    plain, read = EfficientNetLite("tiny"), EfficientNetLite("tiny", stages=True)
    read.load_state_dict(plain.state_dict())
    with pytest.raises(ValueError, match="40 pixels high"):
        read(torch.randn(1, 3, 40, 40))
    x = torch.randn(2, 3, 96, 96)
    features = read.eval()(x)
    assert features.shape == (2, read.features) and read.features > plain.features == LAST
    torch.testing.assert_close(features[:, -LAST:], plain.eval()(x))
    for resting, learning in ((0, True), (len(read.blocks), True), (len(read.blocks) + 1, False)):
        read.frozen = resting
        assert read(x).requires_grad is learning
        assert read(x)[:, 0].requires_grad is learning


def test_features_are_standardised_by_what_was_measured_once() -> None:
    torch.manual_seed(0)
    standardise, x = Standardise(3), torch.randn(64, 3) * 5 + 2
    torch.testing.assert_close(standardise(x), (x - x.mean(0)) / x.std(0))
    torch.testing.assert_close(standardise(2 * x), (2 * x - x.mean(0)) / x.std(0))
    standardise.measure(torch.cat([x, torch.ones(1, 3)]) * 0 + 7)  # what never varies does not divide by zero
    assert standardise.eval()(x).isfinite().all()


def test_smoothed_targets() -> None:
    points = torch.tensor([[0.0, 0.0], [float("nan"), float("nan")]])
    targets = smoothed_targets(points, torch.tensor([[0.0, 0.0], [0.0, 1.0], [0.0, 40.0]]), 111.195)
    assert targets[0, 1] / targets[0, 0] == pytest.approx(np.exp(-1), rel=1e-3)
    assert targets[0, 2] == 0
    assert targets[1].sum() == 0


def test_country_only_rows_pay_for_their_country(world: Path) -> None:
    cells = read_cells(world / "geodata", 1)
    criterion = CellLoss(cells, torch.ones(len(cells)) / len(cells), 0.5, 0.0, torch.device("cpu"))
    targets = Targets(torch.zeros(1, len(cells)), torch.tensor([2]), torch.full((1, 5), UNKNOWN))
    loss = criterion(torch.zeros(1, len(cells)), {}, targets)
    assert loss.item() == pytest.approx(-np.log((cells.country == 2).mean()), rel=1e-4)


def test_queue_keeps_the_newest() -> None:
    queue = LocationQueue(3)
    queue.extend(torch.tensor([[1.0, 1.0], [2.0, 2.0]]))
    queue.extend(torch.tensor([[3.0, 3.0], [float("nan"), 0.0], [4.0, 4.0]]))
    assert queue.points[:, 0].tolist() == [3.0, 4.0, 1.0]


def test_labels_from_cell_or_country(world: Path) -> None:
    labeller = Labeller(read_cells(world / "geodata", 2))
    assert labeller.label(np.array([10.0, -100.0]), 0).tolist() == [0, 5, 1, 1, 0]
    assert labeller.label(np.array([np.nan, np.nan]), 3).tolist() == [UNKNOWN] * 4 + [1]


def test_small_countries_are_split(world: Path) -> None:
    joined, fine = training_cells(world / "geodata", 1, 2, split_below=10_000)
    assert sorted(joined.ids) == sorted(fine.ids)


def test_sampling_is_capped() -> None:
    countries = np.array([0] * 900 + [1] * 99 + [2])
    weights = sampling_weights(countries, 0.5, most=4.0)
    assert weights.mean() == pytest.approx(1, rel=0.02)
    assert weights[-1] == pytest.approx(4)
    assert weights[countries == 1].sum() / weights[countries == 0].sum() == pytest.approx(np.sqrt(99 / 900), rel=0.01)


def test_views_of_one_place_count_less() -> None:
    photos = Photos(
        files=[str(i) for i in range(6)],
        points=np.array([[1.0, 2.0]] * 4 + [[50.0, 8.0], [np.nan, np.nan]]),
        precision_km=np.ones(6),
        countries=["AA"] * 6,
        groups=[str(i) for i in range(6)],
        sources=[""] * 6,
    )
    assert photos.views.tolist() == [4, 4, 4, 4, 1, 1]
    weights = sampling_weights(np.zeros(6, int), 1.0, photos.views, view_power=0.5)
    assert weights[:4].sum() / weights[4] == pytest.approx(2)
    assert weights[4] == pytest.approx(weights[5])
    assert weights.mean() == pytest.approx(1)


def test_crops_and_colours() -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 255, (48, 80, 3), dtype=np.uint8)
    assert random_crop(pixels, 32, rng).shape == (32, 32, 3)
    assert centre_crop(pixels, 32).shape == (32, 32, 3)
    assert jitter_colours(torch.zeros(4, 3, 8, 8), torch.Generator().manual_seed(1)).shape == (4, 3, 8, 8)


def test_recall_area_and_coverage() -> None:
    posterior = np.array([[0.62, 0.28, 0.1], [0.2, 0.3, 0.5], [0.4, 0.3, 0.3]], np.float32)
    area, truth = np.array([2.0, 1.0, 1.0]), np.array([1, 2, UNKNOWN])
    assert area_until(posterior / area, area, truth).tolist() == [3.0, 1.0, EARTH_KM2]
    assert covered(posterior, area, truth, (0.5, 0.9)).tolist() == [[False, True], [True, True], [False, False]]


def test_intervals() -> None:
    figure = share(np.array([True] * 40 + [False] * 60))
    assert figure.low == pytest.approx(0.3094, abs=1e-3)
    assert figure.high == pytest.approx(0.4980, abs=1e-3)
    assert macro(np.array([0] * 5 + [1] * 10 + [2]), np.array([True] * 5 + [False] * 10 + [True])).value == 0.5


def test_budget_counts_what_ends_first() -> None:
    budget = Budget(minutes=10, steps=100, spent=300, step=20)
    assert budget.progress == pytest.approx(0.5)


def test_shards_stream(tmp_path: Path) -> None:
    path = tmp_path / "0.tar"
    with tarfile.open(path, "w") as archive:
        for i in range(6):
            image = io.BytesIO()
            Image.new("RGB", (40, 36), (i * 30, 0, 0)).save(image, "png")
            about = json.dumps({"lat": i, "lon": 2 * i, "country": "AA"} if i else {"lat": None, "lon": None, "country": "BB"})
            for kind, content in (("png", image.getvalue()), ("json", about.encode())):
                member = tarfile.TarInfo(f"{i:03d}.{kind}")
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    batches = list(shard_batches([str(path)], 32, 4, 3, seed=0))
    assert [b.pixels.shape for b in batches] == [(4, 32, 32, 3)] * 3
    assert {c for b in batches for c in b.countries} == {"AA", "BB"}


def test_two_logits_agree_with_plain_softmax(world: Path) -> None:
    cells = read_cells(world / "geodata", 1)
    prior = torch.rand(len(cells))
    criterion = CellLoss(cells, prior / prior.sum(), 0.0, 0.0, torch.device("cpu"))
    scores, target = torch.randn(1, len(cells)), F.one_hot(torch.tensor([7]), len(cells)).float()
    loss = criterion(scores, {}, Targets(target, torch.tensor([0]), torch.full((1, 5), UNKNOWN)))
    assert loss.item() == pytest.approx(F.cross_entropy(scores + (prior / prior.sum()).log(), torch.tensor([7])).item(), rel=1e-4)


def test_other_cameras_take_the_same_photo_worse() -> None:
    ramp = np.linspace(0, 255, 64).astype(np.uint8)
    photo = np.stack([np.broadcast_to(ramp, (48, 64)), np.broadcast_to(ramp[::-1], (48, 64)), np.full((48, 64), 90, np.uint8)], 2)
    worse = [worse_recording(photo, np.random.default_rng(seed)) for seed in range(40)]
    assert all(w.shape == photo.shape and w.dtype == np.uint8 for w in worse)
    changed = [w for w in worse if not np.array_equal(w, photo)]
    assert 15 <= len(changed) <= 35
    assert max(np.abs(w.astype(int) - photo).mean() for w in changed) < 25
    x = normalise(torch.from_numpy(np.stack([photo] * 40)))
    seen = behind_windscreen(x, np.random.default_rng(0))
    assert seen.shape == x.shape and bool(torch.isfinite(seen).all())
    untouched = [i for i in range(40) if (seen[i] - x[i]).abs().max() < 0.01 / STD]
    assert 1 <= len(untouched) <= 20
    assert seen.min() >= x.min() - 0.1 and seen.max() <= x.max() + 0.2


@pytest.mark.parametrize("shape", [(7, 300), (5, 6, 3, 3)])
def test_bytes_hold_weights_to_half_a_step_but_for_the_clipped(shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(0).standard_normal(shape).astype(np.float32) * np.logspace(-3, 3, shape[0]).reshape(-1, *[1] * (len(shape) - 1)).astype(np.float32)
    whole, steps = to_bytes(values)
    assert whole.dtype == np.int8 and whole.shape == shape and steps.shape == (shape[0], *[1] * (len(shape) - 1))
    error = np.abs(whole * steps - values)
    assert np.all((error <= steps / 2 * 1.001) | (np.abs(whole) == 127))
    rows = tuple(range(1, len(shape)))
    plain = np.abs(np.round(values / (np.abs(values).max(rows, keepdims=True) / 127)) * (np.abs(values).max(rows, keepdims=True) / 127) - values)
    assert np.all((error**2).sum(rows) <= (plain**2).sum(rows) * 1.0001)


@pytest.mark.parametrize("precision", PRECISIONS)
def test_stored_weights_are_stored_again_unchanged(precision: str) -> None:
    values = np.random.default_rng(1).standard_normal((300, 256)).astype(np.float32)
    once = as_stored(values, precision)
    assert np.array_equal(once, values) == (precision == "fp32")
    np.testing.assert_allclose(as_stored(once, precision), once, rtol=1e-6)
    assert np.array_equal(as_stored(values[:8], precision), values[:8])  # too few to weigh anything


def test_eight_bits_are_for_large_tensors_and_fp16_for_what_fits() -> None:
    values = np.random.default_rng(2).standard_normal((100, 100)).astype(np.float32)
    assert np.array_equal(as_stored(values, "int8"), values.astype(np.float16).astype(np.float32))
    assert np.array_equal(as_stored(values * np.float32(1e6), "fp16"), values * np.float32(1e6))


def test_a_readout_wants_a_backbone_that_has_learnt(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = ["--photos", "p", "--geodata", "g", "--run", "r", "--steps", "1"]
    with pytest.raises(SystemExit):
        parser().parse_args(["readout", "preview.toml", *wanted])
    assert "--start" in capsys.readouterr().err
    assert parser().parse_args(["train", "preview.toml", *wanted]).start is None
