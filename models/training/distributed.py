"""What torchrun sets, or a world of one."""

from __future__ import annotations

import os
from dataclasses import dataclass

import torch
from torch import distributed, nn
from torch.nn.parallel import DistributedDataParallel


@dataclass(frozen=True)
class World:
    rank: int
    size: int
    device: torch.device

    @property
    def main(self) -> bool:
        return self.rank == 0

    @property
    def low(self) -> bool:
        """Whether bfloat16 is fast here: a CPU without it computes it in software, many times slower than float32."""
        return self.device.type != "cpu" or bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())

    def wrap(self, model: nn.Module, resting: bool = False) -> nn.Module:
        """`resting`: some parameters get no gradient in some steps."""
        if self.size == 1:
            return model
        devices = [self.device.index] if self.device.type == "cuda" else None
        return DistributedDataParallel(model, device_ids=devices, find_unused_parameters=resting)


def join() -> World:
    rank, size, local = (int(os.environ.get(k, d)) for k, d in (("RANK", "0"), ("WORLD_SIZE", "1"), ("LOCAL_RANK", "0")))
    cuda = torch.cuda.is_available()
    device = torch.device("cuda", local) if cuda else torch.device("cpu")
    if size > 1:
        if cuda:
            torch.cuda.set_device(device)
        distributed.init_process_group("nccl" if cuda else "gloo")
    return World(rank, size, device)


def agreed(value: float, world: World) -> float:
    """The first rank's value, so that all ranks follow one schedule."""
    if world.size == 1:
        return value
    tensor = torch.tensor([value], dtype=torch.float64, device=world.device)
    distributed.broadcast(tensor, 0)
    return float(tensor)
