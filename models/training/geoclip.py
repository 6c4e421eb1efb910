"""GeoCLIP's location encoder (Vivanco Cepeda, Nayak and Shah, NeurIPS 2023; MIT licence), read from the weights in the package `geoclip`."""

from __future__ import annotations

from pathlib import Path

import torch

from .location import LocationEncoder

SCALES = (1.0, 16.0, 256.0)
DIMENSION = 512


def read_geoclip(path: Path) -> LocationEncoder:
    """`location_encoder_weights.pth`, read as tensors and nothing else. Raises ValueError where it holds other tensors than GeoCLIP's."""
    encoder = LocationEncoder(SCALES, 256, 1024, DIMENSION, depth=3)
    state = torch.load(path, map_location="cpu", weights_only=True)
    renamed = {}
    for name, values in state.items():
        capsule, _, rest = name.removeprefix("LocEnc").partition(".")
        rest = {"capsule.0.b": "frequencies"}.get(rest, rest)
        for theirs, ours in (("capsule.1.", "layers.0."), ("capsule.3.", "layers.2."), ("capsule.5.", "layers.4."), ("head.0.", "layers.6.")):
            rest = ours + rest.removeprefix(theirs) if rest.startswith(theirs) else rest
        renamed[f"capsules.{capsule}.{rest}"] = values.float()
    wanted = {name: value.shape for name, value in encoder.state_dict().items()}
    found = {name: value.shape for name, value in renamed.items()}
    if wanted != found:
        odd = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
        raise ValueError(f"{path}: not GeoCLIP's location encoder; these tensors are missing, unknown or of another shape: {odd[:4]}")
    if not all(bool(torch.isfinite(value).all()) for value in renamed.values()):
        raise ValueError(f"{path}: holds numbers that are not finite")
    encoder.load_state_dict(renamed)
    return encoder.eval()
