import { isLand, type LandMask } from "../../earth/land-mask.ts";
import { distanceKm, type LngLat } from "../../earth/lng-lat.ts";
import { compareIds } from "../reading/ids.ts";
import { bitsApart, type PhotoLook, tonesApart } from "./fingerprint.ts";

/** What can be the matter with a photo of a set, or with its row of truth. */
export const FINDINGS = [
  "missing",
  "unreadable",
  "placeholder",
  "duplicate",
  "near-duplicate",
  "position at 0,0",
  "position exchanged?",
  "position unusable",
] as const;
export type FindingKind = (typeof FINDINGS)[number];

/** Findings whose photos say nothing of a system: `cleaned` rows leave them out. */
export const LEFT_OUT: readonly FindingKind[] = [
  "placeholder",
  "duplicate",
  "near-duplicate",
  "position at 0,0",
  "position unusable",
];

export interface Finding {
  readonly id: string;
  readonly kind: FindingKind;
  /** The photo that it is a copy of. */
  readonly of: string | null;
  readonly detail: string;
}

/** A photo as it was found. */
export interface AuditedPhoto {
  readonly id: string;
  readonly at: LngLat | null;
  /** Null where there is no file. */
  readonly sha256: string | null;
  /** Null where it cannot be decoded; `fault` says why. */
  readonly look: PhotoLook | null;
  readonly fault: string | null;
}

/** Bits that a copy may have apart: saved again, resized, a little brighter. */
const COPY_BITS = 10;
/** Mean difference of luminance that it may have, of 256 steps; hashes alone take plain pictures for one another. */
const COPY_TONES = 9;
/** Copies at this many places, this far apart, are no photo of any of them. */
const PLACEHOLDER_COPIES = 3;
const PLACEHOLDER_KM = 25;
/** A picture this flat and this grey is a card with a sentence on it. */
const CARD_FLAT = 0.85;
const CARD_COLOUR = 0.02;

/** Everything that is the matter with the photos of a set and their positions, by id. */
export function audit(photos: readonly AuditedPhoto[], mask: LandMask): Finding[] {
  const sorted = [...photos].sort((a, b) => compareIds(a.id, b.id));
  const findings = [
    ...sorted.flatMap(filesOf),
    ...sorted.flatMap((photo) => positionOf(photo, mask)),
    ...copiesOf(sorted),
  ];
  return findings.sort((a, b) => compareIds(a.id, b.id));
}

function filesOf({ id, sha256, fault }: AuditedPhoto): Finding[] {
  if (sha256 === null && fault === null) {
    return [{ id, kind: "missing", of: null, detail: "no file of this photo" }];
  }
  return fault === null ? [] : [{ id, kind: "unreadable", of: null, detail: fault }];
}

function positionOf({ id, at }: AuditedPhoto, mask: LandMask): Finding[] {
  if (at === null) return [];
  const [lng, lat] = at;
  if (Math.abs(lng) < 1e-4 && Math.abs(lat) < 1e-4) {
    return [{ id, kind: "position at 0,0", of: null, detail: "what an empty position becomes" }];
  }
  // Antarctica takes in what is exchanged of many a coast.
  const couldBe = Math.abs(lng) <= 60 && isFarOut(mask, at) && isLand(mask, lat, lng);
  if (!couldBe) return [];
  const detail = `${lat}, ${lng} lies at sea, ${lng}, ${lat} on land`;
  return [{ id, kind: "position exchanged?", of: null, detail }];
}

/** Coasts are known to half a degree: nobody is told that a beach is a mistake. */
const COAST_DEGREES = 0.5;

function isFarOut(mask: LandMask, [lng, lat]: LngLat): boolean {
  const around = [-COAST_DEGREES, 0, COAST_DEGREES];
  return around.every((dx) => around.every((dy) => !isLand(mask, lng + dx, lat + dy)));
}

/** Copies within the set; the first by id is no finding unless all of them are placeholders. */
function copiesOf(photos: readonly AuditedPhoto[]): Finding[] {
  const seen = photos.filter(({ look }) => look !== null);
  const groups = groupsOf(seen);
  return groups.flatMap((group) => {
    const [first] = group;
    const places = group.map(({ at }) => at).filter((at) => at !== null);
    const isCard = first!.look!.flat >= CARD_FLAT && first!.look!.colour <= CARD_COLOUR;
    if (distinctPlaces(places) >= PLACEHOLDER_COPIES) {
      const detail = `the same picture at ${distinctPlaces(places)} places more than ${PLACEHOLDER_KM} km apart (${group.length} photos)`;
      return group.map(({ id }) => ({ id, kind: "placeholder" as const, of: null, detail }));
    }
    if (isCard) {
      const detail = "nearly one tone without colour: a card and no photo";
      return group.map(({ id }) => ({ id, kind: "placeholder" as const, of: null, detail }));
    }
    return group.slice(1).map((photo): Finding => {
      const isSame = photo.sha256 === first!.sha256;
      return {
        id: photo.id,
        kind: isSame ? "duplicate" : "near-duplicate",
        of: first!.id,
        detail: `${isSame ? "the same bytes" : "nearly the same picture"}${apartWords(photo.at, first!.at)}`,
      };
    });
  });
}

function apartWords(a: LngLat | null, b: LngLat | null): string {
  const km = a && b ? distanceKm(a, b) : 0;
  return km < 1 ? "" : `, said to be ${Math.round(km)} km away`;
}

/** Photos that look alike, each with the first that it looks like; photos alone are groups of one. */
function groupsOf(photos: readonly AuditedPhoto[]): AuditedPhoto[][] {
  const groups: AuditedPhoto[][] = [];
  const bySha = new Map<string, AuditedPhoto[]>();
  for (const photo of photos) {
    const known = bySha.get(photo.sha256!) ?? groups.find(([first]) => isCopy(first!, photo));
    if (known) known.push(photo);
    else groups.push([photo]);
    if (!bySha.has(photo.sha256!)) bySha.set(photo.sha256!, known ?? groups.at(-1)!);
  }
  return groups;
}

function isCopy({ look: a }: AuditedPhoto, { look: b }: AuditedPhoto): boolean {
  return bitsApart(a!.bits, b!.bits) <= COPY_BITS && tonesApart(a!.grey, b!.grey) <= COPY_TONES;
}

/** How many of the places are farther than the limit from all that were counted before. */
function distinctPlaces(places: readonly LngLat[]): number {
  const counted: LngLat[] = [];
  for (const place of places) {
    if (counted.every((other) => distanceKm(place, other) > PLACEHOLDER_KM)) counted.push(place);
    if (counted.length > PLACEHOLDER_COPIES * 10) break;
  }
  return counted.length;
}
