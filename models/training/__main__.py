"""Command line: `python -m models.training prepare|train|readout|features|reading|fit|caution|sequence|export|calibrate|report`."""

from __future__ import annotations

import argparse
import glob
from pathlib import Path

import numpy as np
import torch

from . import config, distributed, evaluate, held_out, report, sequence_fit
from .backbone import EfficientNetLite, load_start
from .bundle import Bundle
from .calibrate import calibrate
from .caution import fit_caution
from .core import UNKNOWN
from .export import join, load_model, write_bundle, write_json
from .metrics import Figure
from .model import Geolocator
from .optimise import Budget
from .photos import Photos, PixelCache, build_cache, read_photos
from .place_fit import fit_places
from .places import Cells, read_cells, training_cells
from .prior import photo_prior, sampling_weights
from .readout import fit_readout
from .ridge import features, ridge_figures
from .train import Trainer


def _weights(photos: Photos, cells: Cells, power: float) -> np.ndarray:
    return sampling_weights(np.array([cells.country_index(c) for c in photos.countries]), power)


def run_prepare(a: argparse.Namespace, settings: config.Config) -> None:
    for name in a.sets:
        photos = read_photos(a.photos / f"{name}.csv")
        build_cache(photos, a.photos / name, a.cache / name, settings.data.side)
        print(f"{name}: {len(photos)} photos, {int(photos.located.sum())} with coordinates")


def _trainer(a: argparse.Namespace, settings: config.Config) -> Trainer:
    if a.threads:
        torch.set_num_threads(a.threads)
    if a.budget_minutes is None and a.steps is None:
        raise SystemExit("say how long to train: --budget-minutes or --steps")
    d = settings.data
    cells, fine = training_cells(a.geodata, d.coarse, d.fine, d.split_below)
    budget = Budget(a.budget_minutes, a.steps)
    trainer = Trainer(settings, read_photos(a.photos / "train.csv"), cells, fine, distributed.join(), a.run, a.start, budget, a.companion)
    if trainer.resume():
        print(f"resumed at step {budget.step}")
    return trainer


def run_train(a: argparse.Namespace, settings: config.Config) -> None:
    trainer = _trainer(a, settings)
    shards = sorted(glob.glob(a.shards)) if a.shards else None
    trainer.fit(None if shards else PixelCache(a.cache / "train"), shards)


def run_readout(a: argparse.Namespace, settings: config.Config) -> None:
    fit_readout(_trainer(a, settings), PixelCache(a.cache / "train"), a.views)


def _joined(a: argparse.Namespace, settings: config.Config) -> Geolocator:
    return held_out.load_joined([config.load(path) for path in a.encoders] or [settings], a.start)


def run_features(a: argparse.Namespace, settings: config.Config) -> None:
    if a.threads:
        torch.set_num_threads(a.threads)
    asked = [(name, view) for view in range(a.views) for name in a.sets]
    held_out.write_features(_joined(a, settings), settings, a.cache, a.features, asked)


def run_reading(a: argparse.Namespace, settings: config.Config) -> None:
    if a.threads:
        torch.set_num_threads(a.threads)
    at = held_out.Place(a.photos, a.geodata, a.features, a.geoclip)
    print(held_out.run_reading(settings, _joined(a, settings), at, a.views, a.out, a.against))


def run_fit(a: argparse.Namespace, settings: config.Config) -> None:
    if a.threads:
        torch.set_num_threads(a.threads)
    at = held_out.Place(a.photos, a.geodata, a.features, a.geoclip)
    _write(a, settings, fit_places(settings, _joined(a, settings), at, a.views, a.fits))


def run_caution(a: argparse.Namespace, settings: config.Config) -> None:
    model, chosen = fit_caution(settings, _joined(a, settings), held_out.Place(a.photos, a.geodata, a.features, None))
    print(f"middle {chosen.middle}, width {chosen.width}: mean log likelihood {chosen.log_likelihood:.3f} at temperature {chosen.temperature:.2f}, without caution "
          f"{chosen.without:.3f}; strange photos count {100 * chosen.counted:.0f} %", flush=True)  # fmt: skip
    _write(a, settings, model)


def run_sequence(a: argparse.Namespace, settings: config.Config) -> None:
    if a.threads:
        torch.set_num_threads(a.threads)
    at = held_out.Place(a.photos, a.geodata, a.features, None)
    found = sequence_fit.run_sequence(settings, _joined(a, settings), at, a.bundle, a.run)
    print(f"temperature {found.temperature}, doubt {found.doubt}; {found.photos} photos of trips in held-out regions: mean log likelihood "
          f"{found.log_likelihood:.3f}, their regions hold {found.coverage}")  # fmt: skip


def _model(a: argparse.Namespace, settings: config.Config) -> Geolocator:
    model = load_model(settings, a.weights, a.shares)
    if a.join:
        join(model, config.load(a.join_config or a.config), a.join)
    return model


def run_export(a: argparse.Namespace, settings: config.Config) -> None:
    _write(a, settings, _model(a, settings))


def _write(a: argparse.Namespace, settings: config.Config, model: Geolocator) -> None:
    cells = read_cells(a.geodata, settings.data.fine)
    photos = read_photos(a.photos / "train.csv")
    prior = photo_prior(cells, photos, _weights(photos, cells, settings.bundle.prior_power), settings.bundle.prior_floor)
    write_bundle(model, settings, cells, prior, a.bundle)
    print("\n".join(f"{name}: {entry['bytes']:,} bytes" for name, entry in Bundle(a.bundle).about["files"].items()))


def _scored(a: argparse.Namespace, settings: config.Config) -> tuple[Bundle, Cells, Photos, evaluate.Scored, evaluate.Truth]:
    bundle, cells = Bundle(a.bundle), read_cells(a.geodata, settings.data.fine)
    photos = read_photos(a.photos / f"{a.set}.csv")
    return bundle, cells, photos, evaluate.score(bundle, cells, photos, a.photos / a.set), evaluate.truth(photos, cells)


def run_calibrate(a: argparse.Namespace, settings: config.Config) -> None:
    bundle, cells, _, scored, known = _scored(a, settings)
    found = calibrate(scored, cells, known)
    fitted = {"temperature": found.temperature, "doubt": found.doubt}
    bundle.about |= fitted | {"calibration": {"set": a.set, "photos": found.photos, **fitted, "coverage": found.crossed}}
    write_json(a.bundle, bundle.about)
    print(f"temperature {found.temperature}, doubt {found.doubt}; on the same photos {found.coverage}; crossed halves {found.crossed} "
          f"at {found.crossed_settings}, worst {100 * found.worst:.1f} points")  # fmt: skip


def run_report(a: argparse.Namespace, settings: config.Config) -> None:
    bundle, cells, photos, scored, known = _scored(a, settings)
    fitted = bundle.about["temperature"], bundle.about.get("doubt", 0.0)
    posteriors = {
        "prior alone": np.tile(scored.prior.astype(np.float32), (len(photos), 1)),
        f"bundle {bundle.about['version']}": scored.posterior(*fitted),
        "the same, prior by land": scored.posterior(*fitted, cells.area_km2 / cells.area_km2.sum()),
        "the same, prior by people": scored.posterior(*fitted, _people(cells)),
    }
    rows = {n: evaluate.country_figures(p, cells, known) | evaluate.place_figures(p, cells, known) for n, p in posteriors.items()}
    for path in a.frozen:
        rows[f"frozen {path.stem} + ridge"] = _ridge(a, settings, path, cells, photos)
    print(report.table(rows, ["country top-1", "country top-5", "country macro", "median km", "GeoScore", "recall at 1e+06 km2"]))
    print("\n" + report.listing(rows[f"bundle {bundle.about['version']}"]))
    print("\n" + report.attributes(evaluate.attribute_figures(scored, cells, photos)))
    print("\nspeed", report.speed(bundle))
    if a.weights:
        print("least cosine to PyTorch fp32", report.agreement(bundle, _model(a, settings), PixelCache(a.cache / a.set), cells.points[::40]))


def _people(cells: Cells) -> np.ndarray:
    mass = cells.area_km2 * np.maximum(cells.population_km2, 1e-3)
    return mass / mass.sum()


def _ridge(a: argparse.Namespace, settings: config.Config, path: Path, cells: Cells, photos: Photos) -> dict[str, Figure]:
    name = next(n for n in ("lite0", "lite1", "lite2") if n in path.stem)
    network = EfficientNetLite(name)
    load_start(network, path)
    train = read_photos(a.photos / "train.csv")
    known, asked = (np.array([cells.country_index(c) for c in p.countries]) for p in (train, photos))
    size = settings.bundle.size
    x, y = (features(network, PixelCache(a.cache / part), size) for part in ("train", a.set))
    keep = known != UNKNOWN
    weights = _weights(train, cells, settings.data.country_power)
    return ridge_figures(x[keep], known[keep], weights[keep], y, asked)


COMMANDS = {
    "prepare": (run_prepare, "decode every photo once"),
    "train": (run_train, "train, or go on where the run stopped"),
    "readout": (run_readout, "train only what reads the backbone, which rests"),
    "features": (run_features, "ask resting encoders about every photo once, for `reading`"),
    "reading": (run_reading, "fit readouts with regions held out, and say how they do there and on val"),
    "fit": (run_fit, "fit the readout of resting encoders that ships, and write the bundle"),
    "caution": (run_caution, "let strange photos say less, and write the bundle"),
    "sequence": (run_sequence, "fit a model of photos of one trip, and add it to a bundle"),
    "export": (run_export, "write the bundle from one set of weights or the mean of several"),
    "calibrate": (run_calibrate, "fit the temperature and measure the regions' coverage"),
    "report": (run_report, "print the figures of an exported bundle"),
}


def parser() -> argparse.ArgumentParser:
    main = argparse.ArgumentParser(prog="python -m models.training", description="Trains and exports a model bundle.")
    commands = main.add_subparsers(dest="command", required=True)
    for name, (_, about) in COMMANDS.items():
        sub = commands.add_parser(name, help=about)
        sub.add_argument("config", type=Path)
        sub.add_argument("--photos", type=Path, required=True, help="folder with train.csv, val.csv and a folder of photos for each")
        sub.add_argument("--cache", type=Path, default=Path("models/training/runs/cache"), help="decoded pixels")
        if name == "prepare":
            sub.add_argument("--sets", nargs="+", default=["train", "val"])
            continue
        sub.add_argument("--geodata", type=Path, required=True, help="folder with land cells and their attributes")
        if name in ("features", "reading", "fit", "caution", "sequence"):
            sub.add_argument("--start", type=Path, required=True, help="the bundle whose encoders rest")
            sub.add_argument("--encoders", type=Path, nargs="+", default=[], help="the configuration of each encoder in that bundle's graph, in their order")
            sub.add_argument("--features", type=Path, required=True, help="folder of what the encoders said of the photos")
            if name not in ("caution", "sequence"):
                sub.add_argument("--views", type=int, default=1, help="views of every photo: the centre, then crops in other colours")
            sub.add_argument("--threads", type=int, default=0)
            if name == "features":
                sub.add_argument("--sets", nargs="+", default=["train", "val"])
            elif name not in ("caution", "sequence"):
                sub.add_argument("--geoclip", type=Path, help="location_encoder_weights.pth of the package geoclip")
            if name == "fit":
                sub.add_argument("--fits", type=int, default=1, help="fits that differ in their seed and are averaged")
            if name in ("fit", "caution", "sequence"):
                sub.add_argument("--bundle", type=Path, required=True)
            if name == "sequence":
                sub.add_argument("--run", type=Path, required=True, help="folder for the photos' vectors and the checkpoint")
            if name == "reading":
                sub.add_argument("--out", type=Path, required=True, help="folder for what was found out about each photo")
                sub.add_argument("--against", type=Path, help="the folder of an earlier reading: gains over it, photo by photo")
            continue
        if name in ("train", "readout"):
            sub.add_argument("--run", type=Path, required=True, help="folder for the checkpoint")
            sub.add_argument("--start", type=Path, required=name == "readout", help="start weights: of the backbone (.npz or .pth), or a whole bundle (a folder)")
            sub.add_argument("--companion", type=Path, help="a bundle whose location encoder is kept as it is: its image encoder and the new one can be joined")
            if name == "train":
                sub.add_argument("--shards", help="glob of WebDataset shards, read instead of the cache")
            else:
                sub.add_argument("--views", type=int, default=2, help="views of every photo that the backbone is asked for: the centre, then crops as in training")
            sub.add_argument("--budget-minutes", type=float)
            sub.add_argument("--steps", type=int)
            sub.add_argument("--threads", type=int, default=0)
            continue
        sub.add_argument("--bundle", type=Path, required=True)
        sub.add_argument("--set", default="val")
        if name != "calibrate":
            sub.add_argument("--weights", type=Path, nargs="+" if name == "export" else "*", default=[], required=name == "export",
                             help="checkpoints or bundles (folders); the mean of several that share their start")  # fmt: skip
            sub.add_argument("--shares", type=float, nargs="+", help="how much each counts in that mean; alike where not said")
            sub.add_argument("--join", type=Path, help="a bundle with the same location encoder: its image encoder goes beside the new one")
            sub.add_argument("--join-config", type=Path, help="that bundle's configuration, where it is another")
        if name == "report":
            sub.add_argument("--frozen", type=Path, nargs="*", default=[], help="start weights for frozen + ridge rows")
    return main


def main() -> None:
    a = parser().parse_args()
    COMMANDS[a.command][0](a, config.load(a.config))


if __name__ == "__main__":
    main()
