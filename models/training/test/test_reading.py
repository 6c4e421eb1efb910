"""The reading of held-out regions, and the readout that it fits again and again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from models.training import config, regions
from models.training.core import UNKNOWN
from models.training.geoclip import read_geoclip
from models.training.linear_readout import CellGradient, Targets, by_country, cell_targets, country_ranges, dropped, fit
from models.training.location import JoinedLocations, LocationEncoder
from models.training.loss import CellLoss
from models.training.loss import Targets as DenseTargets
from models.training.photos import Photos
from models.training.places import Cells, read_cells, training_cells
from models.training.reading import Task, figures, fit_and_score, merge, place_vectors, read_held_out, smooth_countries, together


@pytest.fixture(scope="module")
def cells(world: Path) -> Cells:
    return by_country(training_cells(world / "geodata", 1, 2, 3)[0])


def photos_at(points: list[tuple[float, float]], countries: list[str], groups: list[str] | None = None) -> Photos:
    count = len(points)
    return Photos([f"{i}" for i in range(count)], np.array(points), np.full(count, 0.1), countries, groups or [f"g{i}" for i in range(count)], ["made"] * count)


def test_blocks_are_about_500_km() -> None:
    assert regions.block(10, 20) == regions.block(10.1, 20.1)
    assert regions.block(10, 20) != regions.block(10, 26)
    assert regions.block(0, -180) == regions.block(0, 180)  # one meridian
    assert len({regions.block(89.9, lng) for lng in range(-180, 180, 10)}) < 6


def test_regions_are_whole_and_folds_even() -> None:
    large = [(40.0, -120.0 + 8 * (i % 5)) for i in range(40)]
    photos = photos_at([*large, (np.nan, np.nan), (np.nan, np.nan), (10.0, 10.0)], ["US"] * 41 + ["NG", "NG"], [*(f"g{i}" for i in range(42)), "g41"])
    names = regions.regions(photos, np.array([0] * 41 + [1, 1]))
    assert len(set(names[:40])) == 5 and all(name.startswith("0/") for name in names[:40])
    assert names[40] == regions.TRAINING  # somewhere in a divided country: never held out
    assert names[41] == names[42] == "1"
    held = regions.folds(names, 3)
    assert held[40] == -1
    assert all(len(set(held[[i for i, n in enumerate(names) if n == name]])) == 1 for name in set(names))
    assert sorted(np.bincount(held[held >= 0]).tolist()) == [10, 16, 16]


def test_the_gradient_is_that_of_the_loss(cells: Cells) -> None:
    rng = np.random.default_rng(1)
    points = np.array([[10.0, 20.0], [np.nan, np.nan], [-30.0, 100.0], [np.nan, np.nan]])
    country = np.array([1, 2, 3, UNKNOWN])
    targets = cell_targets(points, country, cells, 400.0)
    prior = torch.from_numpy(rng.dirichlet(np.ones(len(cells)))).float()
    rows, shares = [np.array([0, 1, 2, 3]), np.array([2, 1, 0, 1])], [0.7, 0.3]
    scores = torch.randn(4, len(cells), requires_grad=True)

    dense = torch.zeros(4, len(cells))
    for i, (near, share) in enumerate(zip(targets.cells, targets.shares, strict=True)):
        dense[i, near] = torch.from_numpy(share)
    whole = DenseTargets(dense, torch.from_numpy(country), torch.full((4, 5), UNKNOWN))
    criterion = CellLoss(cells, prior, 0.4, 0.0, torch.device("cpu"))
    wanted = sum(share * criterion(scores, {}, whole.mixed(torch.from_numpy(order))) for order, share in zip(rows, shares, strict=True))
    assert isinstance(wanted, torch.Tensor)
    wanted.backward()
    loss, slope = CellGradient(prior.log(), country_ranges(cells), targets, 0.4)(scores.detach().clone(), rows, shares)
    assert loss == pytest.approx(float(wanted.detach()), rel=1e-4)
    assert scores.grad is not None
    torch.testing.assert_close(slope, scores.grad, rtol=1e-3, atol=1e-6)


def test_countries_must_lie_together(cells: Cells) -> None:
    shuffled = cells.take(np.arange(len(cells)) >= 0)
    shuffled.country[0] = 3
    with pytest.raises(ValueError, match="sorted by country"):
        country_ranges(shuffled)


def test_merged_cells_keep_area_and_country(world: Path) -> None:
    fine = read_cells(world / "geodata", 2)
    merged = merge(fine, 1)
    assert len(merged.cells) < len(fine) / 3
    assert merged.cells.area_km2.sum() == pytest.approx(fine.area_km2.sum())
    torch.testing.assert_close(torch.sparse.sum(merged.weights, 1).to_dense(), torch.ones(len(merged.cells)))
    country_ranges(merged.cells)
    middle = merged.weights @ torch.from_numpy(by_country(fine).points).float()
    inside = np.abs(merged.cells.points[:, 1]) < 150  # no piece that touches the date line
    assert np.abs(middle.numpy() - merged.cells.points)[inside].max() < 3


def test_a_country_shares_its_weight_with_its_neighbours(cells: Cells) -> None:
    assert smooth_countries(cells, 0.0) is None
    shared = smooth_countries(cells, 2000.0)
    assert shared is not None
    for country, (others, shares) in enumerate(shared):
        assert shares.sum() == pytest.approx(1) and others[shares.argmax()] == country


@pytest.fixture(scope="module")
def task(cells: Cells) -> tuple[Task, list[list[np.ndarray]]]:
    """Features that tell where a photo is, up to noise."""
    rng = np.random.default_rng(3)
    rows = rng.integers(0, len(cells), 240)
    points = cells.points[rows]
    photos = photos_at([tuple(p) for p in points], [cells.countries[c] for c in cells.country[rows]])
    radians = np.deg2rad(points)
    seen = np.stack([np.sin(radians[:, 0]), np.sin(radians[:, 1]), np.cos(radians[:, 1]), *rng.normal(0, 1, (5, 240))], 1).astype(np.float16)
    return Task(photos, cells, cells.country[rows], np.ones(240, bool)), [[seen]]


@pytest.mark.parametrize("transform", [False, True])
def test_held_out_regions_are_found_by_what_is_seen(task: tuple[Task, list[list[np.ndarray]]], transform: bool) -> None:
    chosen = config.Readout(steps=120, batch=64, rate=2e-2, dropout=0.0, tau_km=800.0, transform=transform)
    torch.manual_seed(0)
    base = place_vectors(LocationEncoder((0.5, 1.0), 8, 16, 16), task[0].cells)
    base = base - base.mean(0)
    names = [regions.block(*p) for p in task[0].photos.points]
    fold = regions.folds(names, 3)
    lines: list[str] = []
    asked = read_held_out(task[0], names, fold, lambda a, b: fit_and_score(task[0], chosen, task[1], base, a, b, lines.append))
    rows = np.arange(240)
    seen = figures(asked, names, rows)
    assert seen["country first"].value > 0.55  # a quarter by chance
    assert seen["GeoScore"].photos == 240 and seen["GeoScore"].low < seen["GeoScore"].value < seen["GeoScore"].high
    blind = read_held_out(task[0], names, fold, lambda a, b: (np.zeros((len(b), len(task[0].cells)), np.float32), np.full(len(task[0].cells), 1 / len(task[0].cells))))
    gain = figures(asked, names, rows, blind)
    assert gain["GeoScore"].low > 0 and gain["country first"].low > 0
    assert any("step 100/120" in line for line in lines)


def test_a_fit_never_reads_what_is_held_out(task: tuple[Task, list[list[np.ndarray]]]) -> None:
    base = torch.randn(len(task[0].cells), 8)
    train = np.arange(100)
    changed = task[1][0][0].copy()
    changed[100:] = 99
    targets = cell_targets(task[0].photos.points, task[0].country, task[0].cells, 500.0)
    other = Targets([*targets.cells[:100], *[np.zeros(0, np.int64)] * 140], [*targets.shares[:100], *[np.zeros(0, np.float32)] * 140],
                    np.where(np.arange(240) < 100, targets.country, UNKNOWN))  # fmt: skip
    log_prior = torch.zeros(len(task[0].cells))
    first, second = (fit(config.Readout(steps=5, batch=32), views, train, np.ones(100), CellGradient(log_prior, country_ranges(task[0].cells), t, 0.5), base)
                     for views, t in ((task[1][0], targets), ([changed], other)))  # fmt: skip
    torch.testing.assert_close(first.weight, second.weight)
    torch.testing.assert_close(first.mean, second.mean)


def test_dropout_keeps_the_mean() -> None:
    x = torch.ones(400, 100)
    seen = dropped(x, 0.25, np.random.default_rng(0))
    assert float(seen.mean()) == pytest.approx(1, abs=0.01) and float((seen == 0).float().mean()) == pytest.approx(0.25, abs=0.01)
    assert dropped(x, 0.0, np.random.default_rng(0)) is x


def test_photos_of_two_sets_are_read_together() -> None:
    both = together(photos_at([(1.0, 2.0)], ["US"]), photos_at([(3.0, 4.0)], ["NG"], ["h"]))
    assert both.countries == ["US", "NG"] and both.groups == ["g0", "h"] and both.points.tolist() == [[1, 2], [3, 4]]


def geoclip_weights(path: Path, odd: str = "") -> Path:
    torch.manual_seed(4)
    state: dict[str, torch.Tensor] = {}
    for k, sigma in enumerate((1, 16, 256)):
        state[f"LocEnc{k}.capsule.0.b"] = torch.randn(256, 2) * sigma
        for layer, inside in ((1, 512), (3, 1024), (5, 1024)):
            state[f"LocEnc{k}.capsule.{layer}.weight"] = torch.randn(1024, inside) / inside**0.5
            state[f"LocEnc{k}.capsule.{layer}.bias"] = torch.randn(1024) * 0.1
        state[f"LocEnc{k}.head.0.weight"], state[f"LocEnc{k}.head.0.bias"] = torch.randn(512, 1024) / 32, torch.randn(512) * 0.1
    if odd == "missing":
        del state["LocEnc1.head.0.bias"]
    if odd == "nan":
        state["LocEnc1.head.0.bias"][3] = float("nan")
    torch.save(state, path)
    return path


def test_geoclip_places_are_read_as_published(tmp_path: Path) -> None:
    path = geoclip_weights(tmp_path / "weights.pth")
    encoder, state = read_geoclip(path), torch.load(path, weights_only=True)
    at = torch.tensor([[40.7128, -74.0060], [-33.8688, 151.2093]])
    projected = torch.tensor([[-0.3627616, 0.2907912], [0.7711088, -0.2455761]])  # Equal Earth of both, times 66.50336 / 180
    total = torch.zeros(2, 512)
    for k in range(3):
        angles = 2 * torch.pi * projected @ state[f"LocEnc{k}.capsule.0.b"].T
        x = torch.cat([angles.cos(), angles.sin()], 1)
        for layer in (1, 3, 5):
            x = torch.relu(x @ state[f"LocEnc{k}.capsule.{layer}.weight"].T + state[f"LocEnc{k}.capsule.{layer}.bias"])
        total += x @ state[f"LocEnc{k}.head.0.weight"].T + state[f"LocEnc{k}.head.0.bias"]
    wanted = torch.nn.functional.normalize(total, dim=1)
    assert float((encoder(at) * wanted).sum(1).detach().min()) > 0.9999


@pytest.mark.parametrize(("odd", "message"), [("missing", "missing, unknown or of another shape.*capsules.1.layers.6.bias"), ("nan", "not finite")])
def test_other_weights_than_geoclips_are_refused(tmp_path: Path, odd: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_geoclip(geoclip_weights(tmp_path / "weights.pth", odd))


def test_location_encoders_side_by_side() -> None:
    first, second = LocationEncoder((0.5,), 8, 16, 6), LocationEncoder((0.5,), 8, 16, 4)
    at = torch.tensor([[10.0, 20.0], [-30.0, 140.0]])
    shares, mean = torch.tensor([2.0] * 6 + [1.0] * 4), torch.full((10,), 0.1)
    joined = JoinedLocations([first, second], shares, mean, torch.eye(10)[:, :5])
    wanted = (torch.cat([first(at), second(at)], 1) - 0.1) * shares
    torch.testing.assert_close(joined(at), torch.nn.functional.normalize(wanted[:, :5], dim=1))
    torch.testing.assert_close(JoinedLocations([first, second], shares, mean, None)(at), torch.nn.functional.normalize(wanted, dim=1))
