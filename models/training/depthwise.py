"""Depthwise convolution whose backward pass on a CPU is ours (depthwise.cpp); elsewhere it is PyTorch's own."""

from __future__ import annotations

import functools
import os
import warnings
from pathlib import Path
from types import ModuleType

import torch
from torch import Tensor
from torch.nn import functional as F


@functools.cache
def native() -> ModuleType | None:
    """The compiled extension, or None where no C++ compiler is at hand; GRATICULE_NATIVE=0 switches it off."""
    if os.environ.get("GRATICULE_NATIVE") == "0":
        return None
    from torch.utils.cpp_extension import load

    try:
        return load(
            name="graticule_depthwise",
            sources=[str(Path(__file__).with_name("depthwise.cpp"))],
            extra_cflags=["-O3", "-march=native", "-ffast-math", "-fopenmp"],
            extra_ldflags=["-fopenmp"],
        )
    except (RuntimeError, OSError, ImportError) as error:
        warnings.warn(f"depthwise.cpp was not built, training is slower: {error}", stacklevel=2)
        return None


class _Depthwise(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor, bias: Tensor, stride: int, padding: tuple[int, ...]) -> Tensor:  # type: ignore[no-untyped-def]
        left, right, top, bottom = padding
        ctx.save_for_backward(x, weight)
        ctx.stride, ctx.top, ctx.left = stride, top, left
        groups = x.shape[1]
        low = (weight.to(x.dtype), bias.to(x.dtype))
        if left == right == top == bottom:
            return F.conv2d(x, *low, stride, left, 1, groups)
        return F.conv2d(F.pad(x, padding), *low, stride, 0, 1, groups)

    @staticmethod
    def backward(ctx, gradient: Tensor):  # type: ignore[no-untyped-def]
        x, weight = ctx.saved_tensors
        gradient = gradient.contiguous(memory_format=torch.channels_last)
        x = x.contiguous(memory_format=torch.channels_last)
        module = native()
        assert module is not None
        gx, gw = module.depthwise_backward(x, weight.float().contiguous(), gradient, ctx.stride, ctx.top, ctx.left)
        return gx, gw.view_as(weight), gradient.sum((0, 2, 3), dtype=torch.float32), None, None


def depthwise(x: Tensor, weight: Tensor, bias: Tensor | None, stride: int, padding: tuple[int, ...]) -> Tensor:
    """`padding` is left, right, top, bottom, as `F.pad` takes it."""
    is_fit = x.dtype in (torch.bfloat16, torch.float32) and x.device.type == "cpu" and x.shape[1] % 16 == 0 and bias is not None
    if is_fit and torch.is_grad_enabled() and not torch.jit.is_tracing() and native() is not None:  # type: ignore[attr-defined]
        return _Depthwise.apply(x, weight, bias, stride, padding)
    left, right, top, bottom = padding
    if left == right == top == bottom:
        return F.conv2d(x, weight, bias, stride, left, 1, x.shape[1])
    return F.conv2d(F.pad(x, padding), weight, bias, stride, 0, 1, x.shape[1])
