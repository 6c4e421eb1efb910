"""GeoCLIP's two encoders in plain PyTorch, with the names that its published checkpoints use.

Written after the published description (arXiv 2309.16020) and the layout of the public checkpoint; sizes are parameters,
so that a model of a few kB has the same shape as the real one.
"""

import itertools
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

# Equal Earth projection (Savric, Patterson and Jenny 2018), scaled so that longitude 180 becomes 1.
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
SCALE = 66.50336 / 180


@dataclass(frozen=True)
class Shape:
    """Widths of both encoders; the defaults are GeoCLIP's."""

    size: int = 224
    patch: int = 14
    width: int = 1024
    layers: int = 24
    heads: int = 16
    projection: int = 768
    dimension: int = 512
    frequencies: int = 256
    hidden: int = 1024
    sigmas: tuple[float, ...] = (2**0, 2**4, 2**8)


TINY = Shape(
    size=32, patch=8, width=16, layers=2, heads=2, projection=12, dimension=512, frequencies=4, hidden=8
)


def equal_earth(location: Tensor) -> Tensor:
    """Latitude, longitude in degrees [n, 2] -> x, y [n, 2]."""
    radians = location * (torch.pi / 180)
    latitude, longitude = radians[:, 0], radians[:, 1]
    theta = torch.asin((3**0.5 / 2) * torch.sin(latitude))
    t2 = theta * theta
    t6 = t2 * t2 * t2
    x = 2 * 3**0.5 * longitude * torch.cos(theta)
    x = x / (3 * (9 * A4 * t6 * t2 + 7 * A3 * t6 + 3 * A2 * t2 + A1))
    y = theta * (A4 * t6 * t2 + A3 * t6 + A2 * t2 + A1)
    return torch.stack([x, y], dim=1) * SCALE


class GaussianEncoding(nn.Module):
    """Random Fourier features; the frequencies `b` are part of the checkpoint."""

    def __init__(self, sigma: float, frequencies: int) -> None:
        super().__init__()
        self.b = nn.Parameter(torch.randn(frequencies, 2) * sigma, requires_grad=False)

    def forward(self, at: Tensor) -> Tensor:
        phase = 2 * torch.pi * (at @ self.b.T)
        return torch.cat([torch.cos(phase), torch.sin(phase)], dim=-1)


class LocationEncoderCapsule(nn.Module):
    """One scale of the location encoder."""

    def __init__(self, sigma: float, shape: Shape) -> None:
        super().__init__()
        widths = [2 * shape.frequencies, shape.hidden, shape.hidden, shape.hidden]
        layers: list[nn.Module] = [GaussianEncoding(sigma, shape.frequencies)]
        for given, made in itertools.pairwise(widths):
            layers += [nn.Linear(given, made), nn.ReLU()]
        self.capsule = nn.Sequential(*layers)
        self.head = nn.Sequential(nn.Linear(shape.hidden, shape.dimension))

    def forward(self, at: Tensor) -> Tensor:
        return self.head(self.capsule(at))


class LocationEncoder(nn.Module):
    """Latitude, longitude in degrees [n, 2] -> [n, dimension], not normalised."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        for i, sigma in enumerate(shape.sigmas):
            self.add_module(f"LocEnc{i}", LocationEncoderCapsule(sigma, shape))
        self.scales = len(shape.sigmas)

    def forward(self, location: Tensor) -> Tensor:
        at = equal_earth(location)
        return sum(getattr(self, f"LocEnc{i}")(at) for i in range(self.scales))


class Attention(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.q_proj, self.k_proj, self.v_proj, self.out_proj = (
            nn.Linear(shape.width, shape.width) for _ in range(4)
        )

    def forward(self, x: Tensor) -> Tensor:
        n, tokens, width = x.shape

        def split(y: Tensor) -> Tensor:
            return y.reshape(n, tokens, self.heads, width // self.heads).transpose(1, 2)

        q, k, v = split(self.q_proj(x)), split(self.k_proj(x)), split(self.v_proj(x))
        weights = torch.softmax(q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5, dim=-1)
        return self.out_proj((weights @ v).transpose(1, 2).reshape(n, tokens, width))


class Mlp(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        x = self.fc1(x)
        return self.fc2(x * torch.sigmoid(1.702 * x))  # OpenAI's quick GELU


class Layer(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.self_attn = Attention(shape)
        self.layer_norm1, self.layer_norm2 = nn.LayerNorm(shape.width), nn.LayerNorm(shape.width)
        self.mlp = Mlp(shape.width)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.self_attn(self.layer_norm1(x))
        return x + self.mlp(self.layer_norm2(x))


class Embeddings(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.class_embedding = nn.Parameter(torch.randn(shape.width) * 0.02)
        self.patch_embedding = nn.Conv2d(3, shape.width, shape.patch, shape.patch, bias=False)
        self.position_embedding = nn.Embedding((shape.size // shape.patch) ** 2 + 1, shape.width)

    def forward(self, pixels: Tensor) -> Tensor:
        patches = self.patch_embedding(pixels).flatten(2).transpose(1, 2)
        first = self.class_embedding.expand(patches.shape[0], 1, -1)
        return torch.cat([first, patches], dim=1) + self.position_embedding.weight


class VisionTransformer(nn.Module):
    """CLIP's vision tower, with the names of its published weights."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embeddings = Embeddings(shape)
        self.pre_layrnorm = nn.LayerNorm(shape.width)
        self.encoder = nn.ModuleDict({"layers": nn.ModuleList(Layer(shape) for _ in range(shape.layers))})
        self.post_layernorm = nn.LayerNorm(shape.width)

    def forward(self, pixels: Tensor) -> Tensor:
        x = self.pre_layrnorm(self.embeddings(pixels))
        for layer in cast(nn.ModuleList, self.encoder["layers"]):
            x = layer(x)
        return self.post_layernorm(x[:, 0])


class Clip(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.vision_model = VisionTransformer(shape)
        self.visual_projection = nn.Linear(shape.width, shape.projection, bias=False)

    def forward(self, pixels: Tensor) -> Tensor:
        return self.visual_projection(self.vision_model(pixels))


class ImageEncoder(nn.Module):
    """Pixels [n, 3, size, size] -> [n, dimension], not normalised."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.CLIP = Clip(shape)
        self.mlp = nn.Sequential(
            nn.Linear(shape.projection, shape.projection),
            nn.ReLU(),
            nn.Linear(shape.projection, shape.dimension),
        )

    def forward(self, pixel_values: Tensor) -> Tensor:
        return self.mlp(self.CLIP(pixel_values))


class GeoClip(nn.Module):
    """Both encoders and the logit scale, as one checkpoint holds them."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.logit_scale = nn.Parameter(torch.tensor(3.681034803390503))
        self.image_encoder = ImageEncoder(shape)
        self.location_encoder = LocationEncoder(shape)
