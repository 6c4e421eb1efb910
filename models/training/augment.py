"""Augmentation that keeps geography: crops, colour and erased patches, but no flips, which would swap the driving side."""

from __future__ import annotations

import io

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from .backbone import MEAN, STD

_GREY = torch.tensor([0.299, 0.587, 0.114])


def random_crop(pixels: np.ndarray, size: int, rng: np.random.Generator, smallest: float = 0.35) -> np.ndarray:
    """A random part of the photo, at most a third off its aspect, scaled to size x size."""
    height, width = pixels.shape[:2]
    area = min(height, width) ** 2 * rng.uniform(smallest, 1.0)
    ratio = np.exp(rng.uniform(np.log(3 / 4), np.log(4 / 3)))
    w, h = min(width, np.sqrt(area * ratio)), min(height, np.sqrt(area / ratio))
    left, top = rng.uniform(0, width - w), rng.uniform(0, height - h)
    image = Image.fromarray(pixels)
    return np.asarray(image.resize((size, size), Image.Resampling.BILINEAR, box=(left, top, left + w, top + h)))


def centre_crop(pixels: np.ndarray, size: int) -> np.ndarray:
    """Shortest side to `size`, bicubic, then the centre: what bundle.json declares."""
    image = Image.fromarray(pixels)
    scale = size / min(image.size)
    image = image.resize((max(size, round(image.width * scale)), max(size, round(image.height * scale))), Image.Resampling.BICUBIC)
    left, top = (image.width - size) // 2, (image.height - size) // 2
    return np.asarray(image.crop((left, top, left + size, top + size)))


def normalise(pixels: Tensor) -> Tensor:
    """uint8 [b, h, w, 3] -> what the backbone takes, [b, 3, h, w] in channels-last memory."""
    return ((pixels.permute(0, 3, 1, 2).float() / 255.0) - MEAN) / STD


def colour_matrices(count: int, generator: torch.Generator, strength: float = 0.35, grey: float = 0.08,
                    cast: float = 0.06) -> tuple[Tensor, Tensor]:  # fmt: skip
    """Brightness, contrast, saturation and a small cast per photo, as one 3x3 matrix and one offset."""

    def factor(spread: float, channels: int = 1) -> Tensor:
        return 1 + spread * (2 * torch.rand(count, channels, 1, generator=generator) - 1)

    saturation = factor(strength)
    saturation = torch.where(torch.rand(count, 1, 1, generator=generator) < grey, torch.zeros(()), saturation)
    mix = saturation * torch.eye(3) + (1 - saturation) * _GREY.expand(3, 3)
    contrast, brightness, tint = factor(strength), factor(strength), factor(cast, 3)
    return mix * contrast * brightness * tint, (0.45 * (1 - contrast) * brightness * tint)


def jitter_colours(x: Tensor, generator: torch.Generator, cast: float = 0.06) -> Tensor:
    """Works on normalised pixels, clamped to what a photo can hold."""
    matrix, offset = (m.to(x.device) for m in colour_matrices(len(x), generator, cast=cast))
    flat = (x.permute(0, 2, 3, 1).reshape(len(x), -1, 3) * STD + MEAN) @ matrix.transpose(1, 2) + offset.transpose(1, 2)
    flat = (flat.clamp(0, 1) - MEAN) / STD
    return flat.reshape(len(x), x.shape[2], x.shape[3], 3).permute(0, 3, 1, 2)


def erase(x: Tensor, rng: np.random.Generator, share: float = 0.25) -> Tensor:
    """Blanks one rectangle of 3 to 20 % of some photos."""
    height, width = x.shape[2:]
    for i in np.flatnonzero(rng.random(len(x)) < share):
        area, ratio = rng.uniform(0.03, 0.2), np.exp(rng.uniform(-0.7, 0.7))
        h, w = min(height, int(height * np.sqrt(area * ratio))), min(width, int(width * np.sqrt(area / ratio)))
        top, left = rng.integers(0, height - h + 1), rng.integers(0, width - w + 1)
        x[i, :, top : top + h, left : left + w] = 0
    return x


def worse_recording(pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """What a cheap camera and a strong codec leave of uint8 [h, w, 3]: 4 in 10 photos lose resolution, 4 in 10 are JPEGs of quality 20 to 85."""
    height, width = pixels.shape[:2]
    if rng.random() < 0.4:
        share = rng.uniform(0.35, 0.9)
        small = Image.fromarray(pixels).resize((max(8, int(width * share)), max(8, int(height * share))), Image.Resampling.BILINEAR)
        pixels = np.asarray(small.resize((width, height), Image.Resampling.BICUBIC))
    if rng.random() < 0.4:
        stream = io.BytesIO()
        Image.fromarray(pixels).save(stream, "JPEG", quality=int(rng.integers(20, 86)))
        pixels = np.asarray(Image.open(stream))
    return pixels


def behind_windscreen(x: Tensor, rng: np.random.Generator) -> Tensor:
    """Normalised [b, 3, h, w] as other cameras see it: another gamma, haze, darker corners, and the car's hood below or its roof above."""
    count, height, width = len(x), *x.shape[2:]

    def some(share: float, low: float, high: float) -> Tensor:
        """A number for each photo, zero for all but `share` of them."""
        values = np.where(rng.random(count) < share, rng.uniform(low, high, count), 0.0)
        return torch.from_numpy(values.astype(np.float32)).view(-1, 1, 1, 1).to(x.device)

    y = (x * STD + MEAN).clamp(1e-3, 1.0).pow(torch.exp(some(0.6, -0.5, 0.5)))
    haze = some(0.25, 0.05, 0.4)
    y = y * (1 - haze) + haze * (0.6 + some(1.0, -0.2, 0.3))
    down, across = (torch.linspace(-1, 1, n, device=x.device) for n in (height, width))
    y = y * (1 - some(0.25, 0.1, 0.5) * (down[:, None] ** 2 + across[None, :] ** 2).div(2))
    tilt = some(1.0, -0.12, 0.12) * across[None, :]
    hood, roof = some(0.3, 0.06, 0.44), some(0.1, 0.06, 0.3)
    car = ((hood > 0) & (down[:, None] > 1 - hood + tilt)) | ((roof > 0) & (down[:, None] < -1 + roof + tilt))
    y = torch.where(car, 0.3 * y + some(1.0, 0.0, 0.3), y)
    return (y - MEAN) / STD
