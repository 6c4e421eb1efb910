"""A model of photos that were taken on one trip: each photo's image vector, and what the others' vectors add to it. It mixes vectors and makes none up, since a few
thousand photos are soon remembered: what is learned is how much each counts, from how sure each is, how far they agree, and the hours between them."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from . import config

HALF_HOURS = (0.25, 4.0, 48.0)  # photos so far apart in time are half as near
LEAST_AGREEMENT = -4.0  # nats, as core/album/agreement.ts has it
ALIKE, SHARP = 0.97, 100.0  # vectors with a greater cosine begin to be those of copies
MOST_COUNTED = 12.0  # photos of the largest trip that is learned from: more do not count as more
UNKNOWN_HOURS = -1.0
LEFT_OUT = -1e9

PAIR = 3 + len(HALF_HOURS) + 3  # numbers that tell of a pair
ALBUM = 8  # numbers that tell of a photo in its album


class SequenceModel(nn.Module):
    """Unit vectors [b, n, d], hours [b, n] since the first photo or below 0 where unknown, and which of them are there [b, n] -> vectors [b, n, d]. Their products with
    the vectors of places are logarithms of likelihood ratios, up to a constant: a vector's length says how sure it is. A photo with no others keeps its
    direction."""

    landmarks: Tensor
    log_prior: Tensor

    def __init__(self, settings: config.Sequence, landmarks: Tensor, prior: Tensor, scale: float) -> None:
        """`landmarks` [k, d] are vectors of places all over the world with probabilities `prior` [k]: photos agree by what they say of them, at `scale`."""
        super().__init__()
        self.scale = scale
        self.register_buffer("landmarks", landmarks.clone())
        self.register_buffer("log_prior", prior.log().clone())
        known, hidden = settings.known, settings.hidden
        self.known = nn.Sequential(nn.Linear(landmarks.shape[1], 64), nn.GELU(), nn.Dropout(settings.dropout), nn.Linear(64, known))
        self.pair = nn.Sequential(nn.Linear(2 * known + PAIR + ALBUM, hidden), nn.GELU(), nn.Dropout(0.1), nn.Linear(hidden, 1))
        self.own = nn.Sequential(nn.Linear(known + ALBUM + 3, hidden), nn.GELU(), nn.Dropout(0.1), nn.Linear(hidden, 2))
        last = self.own[-1]
        assert isinstance(last, nn.Linear)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        self.log_scale = nn.Parameter(torch.tensor(math.log(scale)))

    def agreements(self, vectors: Tensor) -> Tensor:
        """[b, n, n] how much better two photos foretell each other than the prior does, nats."""
        belief = torch.softmax(self.scale * vectors @ self.landmarks.T + self.log_prior, -1) * torch.exp(-self.log_prior / 2)
        return (belief @ belief.transpose(1, 2)).clamp_min(1e-8).log().clamp_min(LEAST_AGREEMENT)

    def forward(self, vectors: Tensor, hours: Tensor, there: Tensor) -> Tensor:
        known = self.known(vectors)
        place = torch.cumsum(torch.ones_like(hours), 1)
        others = there[:, :, None] * there[:, None] * (place[:, :, None] != place[:, None])
        count, total = others.sum(2).clamp_min(1.0), others.sum((1, 2)).clamp_min(1.0)
        cosine, agreement = vectors @ vectors.transpose(1, 2), self.agreements(vectors)
        same = (place[:, :, None] == place[:, None]).float()
        self_ = (agreement * same).sum(2)  # a photo's agreement with itself: how much it says
        both = (self_[:, :, None] + self_[:, None]) / 2
        share = agreement / both.clamp_min(0.1)

        def of_album(values: Tensor) -> Tensor:
            return ((values * there).sum(1) / there.sum(1))[:, None].expand_as(hours)

        def of_others(values: Tensor) -> Tensor:
            return (values * others).sum(2) / count

        common = (agreement * others).sum((1, 2)) / ((both * others).sum((1, 2)) / total).clamp_min(0.1) / total
        album = torch.stack([of_others(cosine), of_others(agreement) / 4, self_ / 4, of_others(agreement) / of_others(both).clamp_min(0.1), of_album(self_) / 4,
                             common[:, None].expand_as(hours), (share - 9 * (1 - others)).amax(2).clamp_min(-2.0),
                             there.sum(1).clamp_max(MOST_COUNTED).log()[:, None].expand_as(hours)], -1)  # fmt: skip
        timed = (hours >= 0).float()
        timed = timed[:, :, None] * timed[:, None]
        apart = (hours[:, :, None] - hours[:, None]).abs()
        near = [timed * torch.exp(-math.log(2) * apart / half) for half in HALF_HOURS]
        copies = torch.sigmoid(SHARP * (cosine - ALIKE))
        pair = torch.stack([cosine, agreement / 4, share, *near, copies, self_[:, :, None].expand_as(share) / 4, self_[:, None].expand_as(share) / 4], -1)

        def wide(values: Tensor, first: bool) -> Tensor:
            shape = (*share.shape, values.shape[-1])
            return (values[:, :, None] if first else values[:, None]).expand(shape)

        weight = self.pair(torch.cat([wide(known, True), wide(known, False), pair, wide(album, False)], -1))[..., 0]
        weight = torch.softmax(weight + LEFT_OUT * (1 - others), 2) * others
        told = weight @ vectors
        summary = torch.stack([(vectors * told).sum(-1), torch.sqrt((told * told).sum(-1) + 1e-9), (weight * share).sum(2)], -1)
        powers = torch.exp(self.own(torch.cat([known, album, summary], -1)))
        return self.log_scale.exp() * (powers[..., :1] * vectors + powers[..., 1:] * told)


class Exported(nn.Module):
    """One album, as the bundle contract has it: vectors [n, d] and hours [n] -> vectors [n, d] to be multiplied by the bundle's logit scale."""

    def __init__(self, model: SequenceModel, logit_scale: float) -> None:
        super().__init__()
        self.model = model
        self.logit_scale = logit_scale

    def forward(self, vectors: Tensor, hours: Tensor) -> Tensor:
        found: Tensor = self.model(F.normalize(vectors, dim=1)[None], hours[None], torch.ones_like(hours)[None])[0]
        return found / self.logit_scale
