"""bundle.json of an exported checkpoint; docs/bundles.md explains the keys."""

import hashlib
from pathlib import Path
from typing import Any

from .geoclip import Shape

# Of openai/clip-vit-large-patch14, which GeoCLIP's image encoder is.
CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073]
CLIP_STD = [0.26862954, 0.26130258, 0.27577711]


def manifest_of(
    shape: Shape, logit_scale: float, gallery: str, folder: Path, *,
    name: str, version: str, licence: str, summary: str, trained_on: str,
) -> dict[str, Any]:
    files = ["image.onnx", "location.onnx", gallery]
    return {
        "format": 1,
        "name": name,
        "version": version,
        "licence": licence,
        "summary": summary,
        "trainedOn": trained_on,
        "image": {
            "file": "image.onnx", "input": "pixel_values", "output": "image_embeds",
            "size": shape.size, "resize": "shortest", "resizeTo": shape.size, "crop": "centre",
            "resample": "bicubic", "mean": CLIP_MEAN, "std": CLIP_STD, "channels": "rgb",
        },
        "location": {"file": "location.onnx", "input": "location", "output": "location_embeds"},
        "dimension": shape.dimension,
        "logitScale": logit_scale,
        # Not fitted: probabilities are as trained.
        "temperature": 1,
        "prior": {"gallery": gallery},
        "files": {
            file: {
                "bytes": (folder / file).stat().st_size,
                "sha256": hashlib.sha256((folder / file).read_bytes()).hexdigest(),
            }
            for file in files
        },
    }
