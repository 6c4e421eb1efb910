"""EfficientNet-Lite with batch normalisation folded into its convolutions, ready to be fine-tuned.

The network takes RGB as (255 x - 127) / 128, any size, pads as TensorFlow does, and gives `features` numbers per photo: the means of the 1280
channels after its last convolution and, with `stages`, statistics of what each stage but the last puts out.
"""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .depthwise import depthwise

MEAN = 127.0 / 255.0
STD = 128.0 / 255.0
LAST = 1280  # channels of the last convolution
BANDS = 3

# expansion, channels, repeats, stride, kernel
STAGES = [(1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5), (6, 192, 4, 2, 5), (6, 320, 1, 1, 3)]
WIDTH_DEPTH = {"lite0": (1.0, 1.0), "lite1": (1.0, 1.1), "lite2": (1.1, 1.2), "tiny": (0.3, 0.4)}


def _channels(count: int, width: float) -> int:
    scaled = max(8, int(count * width + 4) // 8 * 8)
    return scaled + 8 if scaled < 0.9 * count * width else scaled


def same_padding(size: int, kernel: int, stride: int) -> tuple[int, int]:
    """Before and after, as TensorFlow pads: the odd one after."""
    total = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return total // 2, total - total // 2


class Convolution(nn.Conv2d):
    """TensorFlow's SAME padding; depthwise where groups equal channels."""

    def forward(self, x: Tensor) -> Tensor:
        kernel, stride = self.kernel_size[0], self.stride[0]
        if kernel == 1:
            return super().forward(x)
        padding = (*same_padding(x.shape[3], kernel, stride), *same_padding(x.shape[2], kernel, stride))
        if self.groups > 1:
            return depthwise(x, self.weight, self.bias, stride, padding)
        return F.conv2d(F.pad(x, padding), self.weight, self.bias, stride)


class Block(nn.Module):
    def __init__(self, inside: int, outside: int, expansion: int, kernel: int, stride: int, drop: float) -> None:
        super().__init__()
        hidden = inside * expansion
        self.expand = Convolution(inside, hidden, 1) if expansion > 1 else None
        self.dw = Convolution(hidden, hidden, kernel, stride, groups=hidden)
        self.project = Convolution(hidden, outside, 1)
        self.residual = stride == 1 and inside == outside
        self.drop = drop

    def forward(self, x: Tensor) -> Tensor:
        y = F.relu6(self.expand(x)) if self.expand is not None else x
        y = self.project(F.relu6(self.dw(y)))
        if not self.residual:
            return y
        if self.training and self.drop > 0:
            keep = torch.rand(len(y), 1, 1, 1, device=y.device) >= self.drop
            y = y * (keep / (1 - self.drop)).to(y.dtype)
        return x + y


def stage_statistics(x: Tensor) -> Tensor:
    """[b, c, h, w] -> [b, 4 c]: each channel's mean over the upper, middle and lower third (sky, horizon, road) and its deviation over all."""
    rows = [round(i * int(x.shape[2]) / BANDS) for i in range(BANDS + 1)]
    x = x.float()
    means = [x[:, :, top:bottom].mean((2, 3)) for top, bottom in itertools.pairwise(rows)]
    return torch.cat([*means, torch.sqrt(x.var((2, 3)) + 1e-6)], 1)  # the root of zero has no slope


class EfficientNetLite(nn.Module):
    def __init__(self, name: str = "lite0", drop_path: float = 0.0, stages: bool = False) -> None:
        super().__init__()
        width, depth = WIDTH_DEPTH[name]
        last = len(STAGES) - 1
        plan: list[tuple[int, int, int, int]] = []
        for i, (expansion, channels, repeats, stride, kernel) in enumerate(STAGES):
            count = repeats if i in (0, last) else math.ceil(repeats * depth)
            plan += [(expansion, _channels(channels, width), stride if k == 0 else 1, kernel) for k in range(count)]
        self.stem = Convolution(3, 32, 3, 2)
        blocks, inside = [], 32
        for i, (expansion, outside, stride, kernel) in enumerate(plan):
            blocks.append(Block(inside, outside, expansion, kernel, stride, drop_path * i / len(plan)))
            inside = outside
        self.blocks = nn.ModuleList(blocks)
        self.head = Convolution(inside, LAST, 1)
        widths = [width for _, width, _, _ in plan]
        self.read = {i for i in range(len(plan) - 1) if stages and widths[i] != widths[i + 1]}  # the last block of each stage but the last
        self.features = LAST + (BANDS + 1) * sum(widths[i] for i in self.read)
        self.frozen = 0  # the stem and so many blocks rest: the early, large maps cost the most and change the least; beyond the last, all rest

    def forward(self, x: Tensor) -> Tensor:
        """Normalised pixels [b, 3, h, w] -> [b, features]. Raises ValueError where a stage's map would have fewer rows than bands."""
        if self.read and x.shape[2] < 32 * BANDS:
            raise ValueError(f"photos are {int(x.shape[2])} pixels high; to read stages they need at least {32 * BANDS}: set model.side, or optimiser.sizes and bundle.size")
        learns = torch.is_grad_enabled()
        with torch.set_grad_enabled(learns and self.frozen == 0):
            x = F.relu6(self.stem(x))
        said = []
        for i, block in enumerate(self.blocks):
            with torch.set_grad_enabled(learns and self.frozen <= i):
                x = block(x)
            if i in self.read:
                said.append(stage_statistics(x))
        with torch.set_grad_enabled(learns and self.frozen <= len(self.blocks)):
            x = F.relu6(self.head(x)).mean((2, 3))
        return torch.cat([*said, x], 1)


def load_start(network: EfficientNetLite, path: Path) -> None:
    """Start weights: `.npz` already folded for rgb255 - 127, or `.pth` of efficientnet-lite-pytorch, folded here."""
    if path.suffix == ".npz":
        with np.load(path) as folded:
            state = {key: torch.from_numpy(folded[key]) for key in folded.files}
        state["stem.weight"] = state["stem.weight"] * 128.0  # the stem of that file has the division folded in
    else:
        state = _fold(torch.load(path, map_location="cpu", weights_only=True))
    network.load_state_dict(state, strict=True)


def _fold(source: dict[str, Tensor], epsilon: float = 1e-3) -> dict[str, Tensor]:
    folded: dict[str, Tensor] = {}

    def put(target: str, convolution: str, norm: str) -> None:
        scale = source[f"{norm}.weight"] / torch.sqrt(source[f"{norm}.running_var"] + epsilon)
        folded[f"{target}.weight"] = source[f"{convolution}.weight"] * scale.view(-1, 1, 1, 1)
        folded[f"{target}.bias"] = source[f"{norm}.bias"] - source[f"{norm}.running_mean"] * scale

    put("stem", "_conv_stem", "_bn0")
    put("head", "_conv_head", "_bn1")
    for i in sorted({int(key.split(".")[1]) for key in source if key.startswith("_blocks.")}):
        for part, convolution, norm in (("expand", "_expand_conv", "_bn0"), ("dw", "_depthwise_conv", "_bn1"), ("project", "_project_conv", "_bn2")):
            if f"_blocks.{i}.{convolution}.weight" in source:
                put(f"blocks.{i}.{part}", f"_blocks.{i}.{convolution}", f"_blocks.{i}.{norm}")
    return folded
