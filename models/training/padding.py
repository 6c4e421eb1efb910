"""Zero padding as part of the convolution that follows it. PyTorch's convolutions pad both sides alike, so TensorFlow's padding is exported as a step of
its own, and ONNX Runtime then leaves its blocked layout for it: a fifth of the work of the preview's encoders. The numbers stay the same to the bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import ModelProto, NodeProto, TensorProto, helper


def fold_padding(path: Path) -> int:
    """Rewrites a graph of images; answers how many steps of padding went into convolutions. Sizes of what is padded must not depend on the batch."""
    model = onnx.load(path)
    padding = [node for node in model.graph.node if _is_zero_padding(node)]
    readers = {node.output[0]: [other for other in model.graph.node if node.output[0] in other.input] for node in padding}
    folded = 0
    for node, widths in zip(padding, _widths(model, padding), strict=True):
        after = readers[node.output[0]]
        if [other.op_type for other in after] != ["Conv"] or after[0].input[0] != node.output[0] or not _is_spatial(widths):
            continue
        _pad(after[0], widths)
        after[0].input[0] = node.input[0]
        folded += 1
    _drop_unread(model)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
    return folded


def _is_zero_padding(node: NodeProto) -> bool:
    mode = next((a.s for a in node.attribute if a.name == "mode"), b"constant")
    return node.op_type == "Pad" and mode == b"constant" and len(node.input) < 4


def _widths(model: ModelProto, padding: list[NodeProto]) -> list[np.ndarray]:
    """What each adds, before and after every axis: computed inside the graph from the sizes of what is padded."""
    if not padding:
        return []
    names = [node.input[1] for node in padding]
    asked = ModelProto()
    asked.CopyFrom(model)
    asked.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.INT64, [None]) for name in dict.fromkeys(names))
    session = onnxruntime.InferenceSession(asked.SerializeToString(), providers=["CPUExecutionProvider"])
    given = session.get_inputs()[0]
    blank = np.zeros([side if isinstance(side, int) else 1 for side in given.shape], np.float32)
    return [np.asarray(widths) for widths in session.run(names, {given.name: blank})]


def _is_spatial(widths: np.ndarray) -> bool:
    return len(widths) == 8 and not widths[[0, 1, 4, 5]].any() and bool((widths >= 0).all())


def _pad(convolution: NodeProto, widths: np.ndarray) -> None:
    own = next((a for a in convolution.attribute if a.name == "pads"), None)
    before = list(own.ints) if own else [0, 0, 0, 0]
    if own:
        convolution.attribute.remove(own)
    added = [int(width) for width in widths[[2, 3, 6, 7]]]
    convolution.attribute.append(helper.make_attribute("pads", [a + b for a, b in zip(before, added, strict=True)]))


def _drop_unread(model: ModelProto) -> None:
    read = {output.name for output in model.graph.output}
    kept: list[NodeProto] = []
    for node in reversed(model.graph.node):
        if any(name in read for name in node.output):
            kept.append(node)
            read.update(node.input)
    del model.graph.node[:]
    model.graph.node.extend(reversed(kept))
    weights = [tensor for tensor in model.graph.initializer if tensor.name in read]
    del model.graph.initializer[:]
    model.graph.initializer.extend(weights)
