"""How weights are stored: as they are, in fp16, or in eight bits with a step per output channel. The graph widens them, arithmetic is fp32."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper

PRECISIONS = ("fp32", "fp16", "int8")
HALF, BYTE, STEP = ".half", ".byte", ".step"  # ends of the names of stored tensors
KEPT = 4096  # tensors with fewer elements stay fp32: they weigh nothing and may be sensitive
HALF_BELOW = 50_000  # in eight bits are only larger ones: the early layers and the depthwise kernels lose the most
CLIPS = np.linspace(0.7, 1.0, 13)  # shares of the largest weight that the widest step may reach


def store(path: Path, precision: str, keep: tuple[str, ...] = ()) -> None:
    """Stores the large weights of a graph in less; `keep` names parts of tensors' names that stay fp32."""
    if precision not in PRECISIONS:
        raise ValueError(f"precision is {precision!r}, expected one of {', '.join(PRECISIONS)}")
    if precision == "fp32":
        return
    model = onnx.load(path)
    widening: list[NodeProto] = []
    for tensor in list(model.graph.initializer):
        values = numpy_helper.to_array(tensor)
        kind = "fp32" if any(name in tensor.name for name in keep) else _kind(values, precision)
        if kind == "int8":
            widening += _store_bytes(model.graph, tensor, values)
        elif kind == "fp16":
            name = tensor.name
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + HALF))
            widening.append(helper.make_node("Cast", [name + HALF], [name], to=TensorProto.FLOAT))
    nodes = [*widening, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)


def _kind(values: np.ndarray, precision: str) -> str:
    if precision == "fp32" or values.dtype != np.float32 or values.size < KEPT:
        return "fp32"
    if precision == "int8" and values.size >= HALF_BELOW:
        return "int8"
    return "fp16" if np.abs(values).max() <= 6e4 else "fp32"


def as_stored(values: np.ndarray, precision: str) -> np.ndarray:
    """The values that a graph stored in that precision computes with. Stored again, they change by no more than rounding of fp32."""
    kind = _kind(values, precision)
    if kind == "int8":
        whole, steps = to_bytes(values)
        return whole.astype(np.float32) * steps
    return values.astype(np.float16).astype(np.float32) if kind == "fp16" else values


def _store_bytes(graph: GraphProto, tensor: TensorProto, values: np.ndarray) -> list[NodeProto]:
    """A cast and a product, and not DequantizeLinear: ONNX Runtime folds these when it loads, and would run that with every photo."""
    name, (whole, steps) = tensor.name, to_bytes(values)
    tensor.CopyFrom(numpy_helper.from_array(whole, name + BYTE))
    graph.initializer.append(numpy_helper.from_array(steps, name + STEP))
    wide = name + ".wide"
    return [helper.make_node("Cast", [name + BYTE], [wide], to=TensorProto.FLOAT), helper.make_node("Mul", [wide, name + STEP], [name])]


def to_bytes(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int8 of the same shape and fp32 steps, one for each row of the first axis: of a few clips the one with the least squared error."""
    rows = values.reshape(len(values), -1)
    largest = np.maximum(np.abs(rows).max(1), 1e-12)
    steps, least = largest / 127, np.full(len(rows), np.inf)
    for clip in CLIPS:
        tried = largest * clip / 127
        error = ((_whole(rows, tried) * tried[:, None] - rows) ** 2).sum(1)
        steps, least = np.where(error < least, tried, steps), np.minimum(error, least)
    shape = (-1, *[1] * (values.ndim - 1))
    return _whole(rows, steps).astype(np.int8).reshape(values.shape), steps.astype(np.float32).reshape(shape)


def _whole(rows: np.ndarray, steps: np.ndarray) -> np.ndarray:
    return np.clip(np.round(rows / steps[:, None]), -127, 127)


def stored_weights(graph: GraphProto) -> Iterator[tuple[str, np.ndarray]]:
    """Names and fp32 values of the weights of a graph, however they are stored."""
    steps = {t.name.removesuffix(STEP): numpy_helper.to_array(t) for t in graph.initializer if t.name.endswith(STEP)}
    for tensor in graph.initializer:
        if tensor.name.endswith(STEP):
            continue
        name = tensor.name.removesuffix(HALF).removesuffix(BYTE)
        yield name, numpy_helper.to_array(tensor).astype(np.float32) * steps.get(name, np.float32(1))
