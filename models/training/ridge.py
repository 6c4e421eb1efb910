"""The baseline that a trained model must beat: a frozen backbone and a ridge regression onto countries."""

from __future__ import annotations

import numpy as np
import torch

from .augment import normalise
from .backbone import EfficientNetLite
from .batches import centre_batches
from .metrics import Figure, macro, share
from .photos import PixelCache


@torch.inference_mode()
def features(network: EfficientNetLite, cache: PixelCache, size: int, batch: int = 64) -> torch.Tensor:
    network = network.eval().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    parts = []
    for pixels in centre_batches(cache, size, batch):
        with torch.autocast("cpu", torch.bfloat16):
            parts.append(network(normalise(pixels).contiguous(memory_format=torch.channels_last)).float())
    return torch.cat(parts)


def ridge_figures(train: torch.Tensor, train_countries: np.ndarray, weights: np.ndarray, test: torch.Tensor,
                  test_countries: np.ndarray, strength: float = 0.3) -> dict[str, Figure]:  # fmt: skip
    """One-hot countries on standardised features, photos weighted as in training."""
    mean, std = train.mean(0), train.std(0) + 1e-6
    x, y = ((train - mean) / std).double(), ((test - mean) / std).double()
    w = torch.as_tensor(weights)[:, None]
    target = torch.nn.functional.one_hot(torch.as_tensor(train_countries)).double()
    offset = (w * target).sum(0) / w.sum()
    gram = x.T @ (w * x) + strength * len(x) * torch.eye(x.shape[1], dtype=torch.float64)
    scores = y @ torch.linalg.solve(gram, x.T @ (w * (target - offset))) + offset
    ranks = scores.topk(5, dim=1).indices.numpy()
    first, five = ranks[:, 0] == test_countries, (ranks == test_countries[:, None]).any(1)
    return {"country top-1": share(first), "country top-5": share(five), "country macro": macro(test_countries, first)}
