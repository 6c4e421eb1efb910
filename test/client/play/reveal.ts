import type { Reveal } from "../../../core/game/api.ts";

interface Given {
  /** Longitudes of the two pins; the place lies at 0. */
  readonly you?: number;
  readonly model?: number;
  readonly radiusKm?: number;
}

/** A round that is over, on the equator. */
export function reveal({ you = -10, model = 10, radiusKm }: Given = {}): Reveal {
  const played = { distanceKm: 1112, points: 1000, countryCode: null, radiusKm: null, bet: null };
  return {
    truth: { lat: 0, lng: 0 },
    place: { country: null, countryCode: null, division: null, city: null },
    traits: { there: null, atPin: null },
    credit: { attribution: "Someone", licence: "CC0", url: null },
    you: { ...played, at: { lat: 0, lng: you }, radiusKm: radiusKm ?? null },
    model: { ...played, at: { lat: 0, lng: model }, topPlaces: [] },
    others: [],
  };
}
