"""Exports a GeoCLIP checkpoint to a bundle folder that `graticule models add` takes.

    python -m models.export checkpoint.pt out/ --name my-geoclip --gallery coordinates.csv

The checkpoint is `torch.save(model.state_dict())` of a `geoclip.GeoCLIP`, fine-tuned or not. A bundle needs a licence and a
word on what it was trained on; both end up in what people see.
"""

import argparse
import json
import math
import shutil
import sys
from pathlib import Path

import torch

from .bundle import manifest_of
from .geoclip import TINY, GeoClip, Shape
from .onnx_files import write_encoders

# In checkpoints, but of no use for prediction.
IGNORED = ("gps_queue", "gps_gallery", "image_encoder.CLIP.text_model.", "image_encoder.CLIP.text_projection.",
           "image_encoder.CLIP.logit_scale", "image_encoder.CLIP.vision_model.embeddings.position_ids")


def read_checkpoint(path: Path, shape: Shape) -> GeoClip:
    """Loads the weights; raises SystemExit that names what is missing, left over, or of another size."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    state = state.get("state_dict", state.get("model", state))
    kept = {
        key.removeprefix("module."): value
        for key, value in state.items()
        if not key.removeprefix("module.").startswith(IGNORED)
    }
    model = GeoClip(shape)
    wanted = {key: tuple(value.shape) for key, value in model.state_dict().items()}
    faults = [f"{key}: missing" for key in wanted if key not in kept]
    faults += [f"{key}: not part of GeoCLIP" for key in kept if key not in wanted]
    faults += [
        f"{key}: shape {tuple(kept[key].shape)}, expected {size}"
        for key, size in wanted.items()
        if key in kept and tuple(kept[key].shape) != size
    ]
    if faults:
        lines = "\n".join(f"  {fault}" for fault in faults[:20])
        raise SystemExit(f"{path} is not a GeoCLIP checkpoint ({len(faults)} faults):\n{lines}")
    model.load_state_dict(kept)
    return model.eval()


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m models.export", description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path, help="where the bundle is written; must not exist")
    parser.add_argument("--name", required=True, help="small letters, digits, hyphens")
    parser.add_argument("--gallery", type=Path, required=True, help="points: .csv LAT,LON, .json or .bin")
    parser.add_argument("--version", default="1")
    parser.add_argument("--licence", default="unknown")
    parser.add_argument("--summary", default="A fine-tuned GeoCLIP.")
    parser.add_argument("--trained-on", default="unknown")
    parser.add_argument("--tiny", action="store_true", help="the shape of the tests' random checkpoint")
    options = parser.parse_args(arguments)
    shape = TINY if options.tiny else Shape()
    model = read_checkpoint(options.checkpoint, shape)
    options.folder.mkdir(parents=True)
    write_encoders(model, shape, options.folder)
    gallery = f"gallery{options.gallery.suffix}"
    shutil.copyfile(options.gallery, options.folder / gallery)
    manifest = manifest_of(
        shape, math.exp(model.logit_scale.item()), gallery, options.folder,
        name=options.name, version=options.version, licence=options.licence,
        summary=options.summary, trained_on=options.trained_on,
    )
    (options.folder / "bundle.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(f"Wrote {options.folder}. Install it with: graticule models add {options.folder}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
