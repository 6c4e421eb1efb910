"""Writes scores.onnx: one matrix product between photo vectors and the cell index.

Two node orders give the same numbers; `--measure` times both, and the default is the faster one.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

OPSET = 17
IR_VERSION = 8


def _model(nodes: list[onnx.NodeProto]) -> onnx.ModelProto:
    graph = helper.make_graph(
        nodes,
        "scores",
        [
            helper.make_tensor_value_info("index", TensorProto.FLOAT, ["n", "d"]),
            helper.make_tensor_value_info("photos", TensorProto.FLOAT, ["b", "d"]),
        ],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["b", "n"])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)
    return model


def by_gemm() -> onnx.ModelProto:
    """photos x index^T in one Gemm: the transposed operand is packed on every call."""
    return _model([helper.make_node("Gemm", ["photos", "index"], ["scores"], transB=1)])


def by_index() -> onnx.ModelProto:
    """index x photos^T: the large operand is streamed as it lies, only the small ones are turned."""
    return _model(
        [
            helper.make_node("Transpose", ["photos"], ["columns"], perm=[1, 0]),
            helper.make_node("MatMul", ["index", "columns"], ["rows"]),
            helper.make_node("Transpose", ["rows"], ["scores"], perm=[1, 0]),
        ]
    )


def by_index_gemm() -> onnx.ModelProto:
    """index x photos^T with the photos turned inside Gemm, then one small transpose."""
    return _model(
        [
            helper.make_node("Gemm", ["index", "photos"], ["rows"], transB=1),
            helper.make_node("Transpose", ["rows"], ["scores"], perm=[1, 0]),
        ]
    )


VARIANTS = {"gemm": by_gemm, "index": by_index, "index-gemm": by_index_gemm}
DEFAULT = "index"


def milliseconds(model: onnx.ModelProto, n: int, d: int, b: int, threads: int, runs: int = 30) -> float:
    """Median time of one call; the first calls, which allocate, are not counted."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    rng = np.random.default_rng(0)
    feeds = {
        "index": rng.standard_normal((n, d), dtype=np.float32),
        "photos": rng.standard_normal((b, d), dtype=np.float32),
    }
    scores = session.run(None, feeds)[0]
    np.testing.assert_allclose(scores, feeds["photos"] @ feeds["index"].T, atol=2e-3)
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        session.run(None, feeds)
        times.append(time.perf_counter() - start)
    return float(np.median(times[3:]) * 1e3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("scores.onnx"))
    parser.add_argument("--variant", choices=sorted(VARIANTS), default=DEFAULT)
    parser.add_argument("--measure", action="store_true", help="time every variant, write nothing")
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    if arguments.measure:
        for name, build in VARIANTS.items():
            times = [milliseconds(build(), 88_428, 512, b, arguments.threads) for b in (1, 8)]
            print(f"{name:12s} b=1 {times[0]:6.2f} ms   b=8 {times[1]:6.2f} ms")
        return
    onnx.save(VARIANTS[arguments.variant](), arguments.out)


if __name__ == "__main__":
    main()
