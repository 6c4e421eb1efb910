"""Padding that is folded into convolutions changes no number."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from models.training.backbone import Convolution
from models.training.padding import fold_padding


class Reflected(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return F.conv2d(F.pad(x, (1, 1, 1, 1), mode="reflect"), torch.ones(1, 2, 3, 3))


class Read(nn.Module):
    """What is padded goes to a convolution and elsewhere."""

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        padded = F.pad(x, (0, 1, 0, 1))
        return F.conv2d(padded, torch.ones(1, 2, 3, 3)), padded.mean()


def _folded(module: nn.Module, size: int, tmp_path: Path) -> tuple[int, list[str], np.ndarray]:
    """How many were folded, the operators that are left, and the largest difference of an output."""
    path = tmp_path / "graph.onnx"
    torch.manual_seed(0)
    x = torch.randn(3, 2, size, size + 2)
    torch.onnx.export(module.eval(), (x[:1],), str(path), input_names=["x"], output_names=["y"], dynamic_axes={"x": {0: "n"}}, dynamo=False)

    def run() -> list[np.ndarray]:
        return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]).run(None, {"x": x.numpy()})

    before = run()
    count = fold_padding(path)
    apart = np.array([np.abs(a - b).max() for a, b in zip(before, run(), strict=True)])
    return count, [node.op_type for node in onnx.load(path).graph.node], apart


@pytest.mark.parametrize(("kernel", "stride", "size", "groups"), [(3, 2, 12, 1), (3, 2, 12, 2), (5, 2, 16, 2), (3, 1, 9, 1), (5, 2, 11, 2)])
def test_convolutions_pad_themselves(kernel: int, stride: int, size: int, groups: int, tmp_path: Path) -> None:
    _, operators, apart = _folded(Convolution(2, 4, kernel, stride, groups=groups), size, tmp_path)
    assert operators == ["Conv"]
    assert apart.max() == 0


@pytest.mark.parametrize("module", [Reflected(), Read()])
def test_other_padding_stays(module: nn.Module, tmp_path: Path) -> None:
    count, operators, apart = _folded(module, 8, tmp_path)
    assert (count, operators.count("Pad")) == (0, 1)
    assert apart.max() == 0
