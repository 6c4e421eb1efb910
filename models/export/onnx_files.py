"""Writes both encoders as ONNX, with the names that bundles use."""

from pathlib import Path

import torch

from .geoclip import GeoClip, Shape

OPSET = 17


def write_encoders(model: GeoClip, shape: Shape, folder: Path, image: str = "image.onnx", location: str = "location.onnx") -> None:
    """`pixel_values` -> `image_embeds` and `location` -> `location_embeds`, float32, any number of rows."""
    pixels = torch.zeros(2, 3, shape.size, shape.size)
    write_graph(model.image_encoder, pixels, folder / image, "pixel_values", "image_embeds")
    points = torch.tensor([[48.85, 2.35], [-33.86, 151.2]])
    write_graph(model.location_encoder, points, folder / location, "location", "location_embeds")


def write_graph(module: torch.nn.Module, example: torch.Tensor, file: Path, given: str, made: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        # The tracing exporter: it needs no more than torch and onnx, and these graphs have no branches.
        torch.onnx.export(
            module.eval(), (example,), file, input_names=[given], output_names=[made],
            dynamic_axes={given: {0: "n"}, made: {0: "n"}}, opset_version=OPSET, dynamo=False,
        )
