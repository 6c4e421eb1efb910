"""Writes GeoCLIP at full size with random weights, in every variant, as a bundle folder: for timing only, it knows nothing.

    PYTHONPATH=. python bench/geoclip-weights.py OUT GALLERY.csv     (needs models/export/requirements.txt; 2.5 GB, 6 GB of memory)

GALLERY.csv has the columns LAT,LON; GeoCLIP's has 100,000 rows. Without one, seeded random points of that number are made.
"""

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from onnxruntime.transformers.float16 import convert_float_to_float16

from models.export.geoclip import ImageEncoder, LocationEncoder, Shape
from models.export.onnx_files import write_graph

out = Path(sys.argv[1])
shape = Shape()
torch.manual_seed(1)
fp32 = out / "onnx/vision_model.onnx"
write_graph(LocationEncoder(shape), torch.zeros(2, 2), out / "onnx/location_model.onnx", "location", "location_embeds")
write_graph(ImageEncoder(shape), torch.zeros(2, 3, 224, 224), fp32, "pixel_values", "image_embeds")

gallery = out / "gps_gallery/coordinates_100K.json"
gallery.parent.mkdir(exist_ok=True)
if len(sys.argv) > 2:
    points = np.loadtxt(sys.argv[2], delimiter=",", skiprows=1)
else:
    random = np.random.default_rng(2)
    points = np.stack([random.uniform(-60, 75, 100_000), random.uniform(-180, 180, 100_000)], axis=1)
gallery.write_text(json.dumps(points.tolist()))

quantize_dynamic(fp32, out / "onnx/vision_model_int8.onnx", weight_type=QuantType.QInt8,
                 op_types_to_quantize=["MatMul", "Gemm"])
onnx.save(convert_float_to_float16(onnx.load(fp32), keep_io_types=True), out / "onnx/vision_model_fp16.onnx")
quantizer = MatMulNBitsQuantizer(onnx.load(fp32), block_size=32, is_symmetric=True, accuracy_level=4)
quantizer.process()
quantizer.model.save_model_to_file(str(out / "onnx/vision_model_q4.onnx"), False)
for file in sorted(out.rglob("*.onnx")):
    print(f"{file.relative_to(out)}  {file.stat().st_size / 1e6:.0f} MB")
