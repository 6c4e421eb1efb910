"""Turns a checkpoint into a bundle: two ONNX graphs, the photos' prior, and bundle.json with sizes and checksums."""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from torch import Tensor, nn

from . import config
from .backbone import MEAN, STD
from .core import ATTRIBUTES
from .model import Geolocator, ImageEncoder, JoinedEncoders
from .padding import fold_padding
from .places import Cells
from .storage import store, stored_weights

OPSET = 17


class _Image(nn.Module):
    def __init__(self, encoder: ImageEncoder | JoinedEncoders) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        embeds, attributes = self.encoder(pixels)
        return embeds, *attributes.values()


def _state(settings: config.Config, path: Path) -> dict[str, Tensor]:
    if path.is_dir():
        model = Geolocator(settings.model)
        load_bundle(model, path)
        return model.state_dict()
    state: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)["average"]
    return state


def load_model(settings: config.Config, paths: list[Path], shares: list[float] | None = None) -> Geolocator:
    """The averaged weights of a run's checkpoint, or those of a bundle (a folder); of several that share their start, the weighted mean (Wortsman
    et al. 2022, "Model soups"). `shares` are normalised here. Raises ValueError unless there is one positive share for each path."""
    shares = [1.0] * len(paths) if shares is None else shares
    if len(shares) != len(paths) or min(shares) <= 0:
        raise ValueError(f"{len(paths)} sets of weights and the shares {shares}: give one positive share for each")
    states = [_state(settings, path) for path in paths]
    model = Geolocator(settings.model)
    model.load_state_dict({key: sum(share / sum(shares) * s[key] for share, s in zip(shares, states, strict=True)) for key in states[0]})
    return model.eval()


def _unread(keys: set[str]) -> set[str]:
    """Without the layers whose shapes depend on what the image encoder reads."""
    return {key for key in keys if not key.startswith(("image.embed.", "image.standardise."))}


def load_bundle(model: Geolocator, folder: Path, parts: tuple[str, ...] = ("image", "location")) -> None:
    """The weights of an exported bundle and its scale, so that a run can go on from what was shipped. A model that reads stages takes from a bundle
    that does not what they share: all but the layer that makes the vector."""
    about = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
    state = {"log_scale": torch.tensor(math.log(about["logitScale"]))}
    for part in parts:
        prefix = "encoder." if part == "image" else ""
        graph = onnx.load(folder / about[part]["file"]).graph
        capsules = itertools.count()
        for name, stored in stored_weights(graph):
            values = torch.tensor(stored)
            if name.startswith("onnx::MatMul"):  # the exporter folds the transposition of the frequencies and drops their name
                name, values = f"capsules.{next(capsules)}.frequencies", values.T.contiguous()
            state[f"{part}.{name.removeprefix(prefix)}"] = values
    wanted = {key for key in model.state_dict() if key.partition(".")[0] in (*parts, "log_scale")}
    if "image.standardise.mean" in wanted - set(state):
        wanted, state = _unread(wanted), {key: state[key] for key in _unread(set(state))}
    if wanted != set(state):
        raise ValueError(f"{folder}: its {' and '.join(parts)} encoders have other tensors than this model's: {sorted(wanted ^ set(state))[:6]}")
    model.load_state_dict(state, strict=False)


def join(model: Geolocator, first: config.Config, folder: Path) -> None:
    """Puts the image encoder of an exported bundle beside the model's own, which was trained for the same location encoder."""
    companion = Geolocator(first.model).eval()
    load_bundle(companion, folder)
    theirs = companion.location.state_dict()
    for name, ours in model.location.state_dict().items():
        if ours.shape != theirs[name].shape or (ours - theirs[name]).abs().max() > 1e-6:
            raise ValueError(f"{folder} has another location encoder ({name} differs): train both for one --companion")
    model.image = JoinedEncoders([companion.image, model.image])  # type: ignore[assignment]


def _export(module: nn.Module, example: Tensor, path: Path, source: str, outputs: list[str]) -> None:
    axes = {name: {0: "n"} for name in [source, *outputs]}
    torch.onnx.export(module.eval(), (example,), str(path), input_names=[source], output_names=outputs, opset_version=OPSET,
                      dynamic_axes=axes, dynamo=False)  # fmt: skip


def write_prior(path: Path, cells: Cells, weights: np.ndarray) -> None:
    lines = ["h3,weight", *(f"{cell},{weight:.4g}" for cell, weight in zip(cells.ids, weights / weights.mean(), strict=True))]
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))


def checksums(folder: Path, names: list[str]) -> dict[str, dict[str, Any]]:
    return {n: {"bytes": (folder / n).stat().st_size, "sha256": hashlib.sha256((folder / n).read_bytes()).hexdigest()} for n in names}


def export_graphs(model: Geolocator, folder: Path, size: int, precision: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    outputs = ["image_embeds", *(f"{name}_logits" for name in ATTRIBUTES)]
    _export(_Image(model.image), torch.zeros(2, 3, size, size), folder / "image.onnx", "pixel_values", outputs)
    _export(model.location, torch.tensor([[10.0, 20.0], [-30.0, 40.0]]), folder / "location.onnx", "location", ["location_embeds"])
    fold_padding(folder / "image.onnx")
    store(folder / "image.onnx", precision)
    store(folder / "location.onnx", "fp16" if precision == "int8" else precision, keep=("frequencies",))


def describe(model: Geolocator, settings: config.Config, folder: Path) -> dict[str, Any]:
    b = settings.bundle
    image = {"file": "image.onnx", "input": "pixel_values", "output": "image_embeds", "size": b.size, "resize": "shortest",
             "resizeTo": b.size, "crop": "centre", "resample": "bicubic", "mean": [MEAN] * 3, "std": [STD] * 3, "channels": "rgb"}  # fmt: skip
    return {
        "format": 1,
        "name": b.name,
        "version": b.version,
        "licence": "CC-BY-NC-4.0",
        "summary": b.summary,
        "trainedOn": b.trained_on,
        "image": image,
        "location": {"file": "location.onnx", "input": "location", "output": "location_embeds"},
        "dimension": _dimension(model),
        "logitScale": round(float(model.scale.detach()), 4),
        "temperature": 1.0,
        "doubt": 0.0,
        "prior": {"file": "prior.csv.gz", "resolution": settings.data.fine},
        "attributes": [{"name": n, "output": f"{n}_logits", "classes": list(c)} for n, c in ATTRIBUTES.items()],
        "files": checksums(folder, ["image.onnx", "location.onnx", "prior.csv.gz"]),
    }


@torch.inference_mode()
def _dimension(model: Geolocator) -> int:
    return int(model.location(torch.zeros(1, 2)).shape[1])


def write_bundle(model: Geolocator, settings: config.Config, cells: Cells, prior: np.ndarray, folder: Path) -> None:
    export_graphs(model, folder, settings.bundle.size, settings.bundle.precision)
    write_prior(folder / "prior.csv.gz", cells, prior)
    write_json(folder, describe(model, settings, folder))


def write_json(folder: Path, description: dict[str, Any]) -> None:
    (folder / "bundle.json").write_text(json.dumps(description, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
