"""pytest models/export  (needs torch, onnx, onnxruntime; nothing is fetched)"""

import hashlib
import json

import numpy as np
import onnxruntime
import pytest
import torch

from .__main__ import main
from .geoclip import TINY, Clip, GeoClip, LocationEncoder, Shape, equal_earth
from .onnx_files import write_graph


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    torch.manual_seed(5)
    model = GeoClip(TINY).eval()
    # What GeoCLIP's own checkpoints hold beside the weights.
    state = {**model.state_dict(), "gps_queue": torch.zeros(2, 8), "image_encoder.CLIP.logit_scale": torch.tensor(4.6)}
    torch.save(state, folder / "checkpoint.pt")
    (folder / "gallery.csv").write_text("LAT,LON\n48.8584,2.2945\n-33.8688,151.2093\n")
    out = folder / "bundle"
    main([str(folder / "checkpoint.pt"), str(out), "--name", "mine", "--gallery", str(folder / "gallery.csv"), "--tiny"])
    return model, out


def run(file, name, value):
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    return session.run(None, {name: value.astype(np.float32)})[0]


def test_equal_earth_vectors():
    vectors = {
        (0, 0): (0, 0), (0, 180): (0.9999999, 0), (90, 0): (0, 0.4867169), (-90, 0): (0, -0.4867169),
        (40.7128, -74.0060): (-0.3627616, 0.2907912), (34.0522, -118.2437): (-0.6024218, 0.2468171),
        (-33.8688, 151.2093): (0.7711088, -0.2455761), (48.8584, 2.2945): (0.0106116, 0.3411585),
    }
    for at, xy in vectors.items():
        found = equal_earth(torch.tensor([at], dtype=torch.float64))[0]
        assert found.tolist() == pytest.approx(xy, abs=2e-7)


def test_graphs_give_what_torch_gives_for_any_number_of_rows(exported):
    model, folder = exported
    rng = np.random.default_rng(3)
    for rows in (1, 5):
        pixels = rng.normal(size=(rows, 3, TINY.size, TINY.size))
        points = np.stack([rng.uniform(-90, 90, rows), rng.uniform(-180, 180, rows)], axis=1)
        with torch.no_grad():
            image = model.image_encoder(torch.tensor(pixels, dtype=torch.float32)).numpy()
            location = model.location_encoder(torch.tensor(points, dtype=torch.float32)).numpy()
        assert np.abs(run(folder / "image.onnx", "pixel_values", pixels) - image).max() < 1e-4
        assert np.abs(run(folder / "location.onnx", "location", points) - location).max() < 1e-4


def test_location_encoder_of_full_size(tmp_path):
    torch.manual_seed(11)
    encoder = LocationEncoder(Shape()).eval()
    assert sum(value.numel() for value in encoder.parameters()) == 9_449_472
    write_graph(encoder, torch.zeros(2, 2), tmp_path / "location.onnx", "location", "location_embeds")
    rng = np.random.default_rng(4)
    points = np.stack([rng.uniform(-90, 90, 500), rng.uniform(-180, 180, 500)], axis=1)
    with torch.no_grad():
        wanted = encoder(torch.tensor(points, dtype=torch.float32)).numpy()
    assert np.abs(run(tmp_path / "location.onnx", "location", points) - wanted).max() < 1e-4


def test_clip_tower_is_that_of_transformers():
    transformers = pytest.importorskip("transformers")
    config = transformers.CLIPVisionConfig(
        hidden_size=TINY.width, intermediate_size=4 * TINY.width, projection_dim=TINY.projection,
        num_hidden_layers=TINY.layers, num_attention_heads=TINY.heads, image_size=TINY.size, patch_size=TINY.patch,
    )
    theirs = transformers.CLIPVisionModelWithProjection(config).eval()
    ours = Clip(TINY).eval()
    state = {key: value for key, value in theirs.state_dict().items() if not key.endswith("position_ids")}
    ours.load_state_dict(state)
    pixels = torch.randn(3, 3, TINY.size, TINY.size)
    with torch.no_grad():
        assert torch.allclose(ours(pixels), theirs(pixel_values=pixels).image_embeds, atol=1e-5)


def test_bundle_says_what_its_files_are(exported):
    _, folder = exported
    manifest = json.loads((folder / "bundle.json").read_text())
    assert manifest["logitScale"] == pytest.approx(39.687441529941275)
    assert manifest["prior"] == {"gallery": "gallery.csv"}
    for name, file in manifest["files"].items():
        bytes_ = (folder / name).read_bytes()
        assert file == {"bytes": len(bytes_), "sha256": hashlib.sha256(bytes_).hexdigest()}


def test_refuses_a_checkpoint_of_another_shape(tmp_path):
    state = GeoClip(TINY).state_dict()
    state["location_encoder.LocEnc0.head.0.bias"] = torch.zeros(7)
    del state["image_encoder.mlp.0.bias"]
    torch.save(state, tmp_path / "other.pt")
    with pytest.raises(SystemExit, match=r"(?s)mlp.0.bias: missing.*head.0.bias: shape \(7,\), expected \(512,\)"):
        main([str(tmp_path / "other.pt"), str(tmp_path / "out"), "--name", "x", "--gallery", "g.csv", "--tiny"])
    assert not (tmp_path / "out").exists()
