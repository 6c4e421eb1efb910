import { beforeAll, describe, expect, it } from "vitest";
import type { LngLat } from "../../../../core/earth/lng-lat.ts";
import { type AuditedPhoto, audit, LEFT_OUT } from "../../../../core/eval/audit/audit.ts";
import {
  auditWords,
  leftOutBy,
  readAudit,
  writeAudit,
} from "../../../../core/eval/audit/audit-file.ts";
import { bitsApart, LOOK_SIDE, lookOf } from "../../../../core/eval/audit/fingerprint.ts";
import { createUniform } from "../../../../core/eval/figures/random.ts";
import { geography } from "../../../geography.ts";

const PARIS: LngLat = [2.3522, 48.8566];
const TOKYO: LngLat = [139.6917, 35.6895];
const LIMA: LngLat = [-77.04, -12.05];

let mask: Parameters<typeof audit>[1];

beforeAll(async () => {
  ({ mask } = await geography());
});

/** A picture of soft blobs in colour, the same for a seed, brighter by a share and with noise. */
function picture(seed: number, brighter = 1, noise = 0): Float32Array {
  const uniform = createUniform(seed);
  const blobs = Array.from({ length: 6 }, () => [uniform(), uniform(), uniform()] as const);
  const grain = createUniform(seed + 1000);
  const n = LOOK_SIDE ** 2;
  const planes = new Float32Array(3 * n);
  for (let i = 0; i < n; i++) {
    const [x, y] = [(i % LOOK_SIDE) / LOOK_SIDE, Math.floor(i / LOOK_SIDE) / LOOK_SIDE];
    const light = blobs.reduce(
      (sum, [bx, by, strength]) => sum + strength * Math.exp(-((x - bx) ** 2 + (y - by) ** 2) * 20),
      0.1,
    );
    for (let c = 0; c < 3; c++) {
      planes[c * n + i] = Math.min(1, light * (1 - c * 0.2) * brighter + (grain() - 0.5) * noise);
    }
  }
  return planes;
}

function photo(
  id: string,
  planes: Float32Array | null,
  own: Partial<AuditedPhoto> = {},
): AuditedPhoto {
  return { id, at: PARIS, sha256: id, look: planes && lookOf(planes), fault: null, ...own };
}

const found = (photos: readonly AuditedPhoto[]) =>
  audit(photos, mask).map(({ id, kind, of }) => [id, kind, of]);

describe("an audit of photos", () => {
  it("finds copies that were saved again, and not pictures that are others", () => {
    const photos = [
      photo("b", picture(1)),
      photo("a", picture(1, 1.03, 0.03)),
      photo("c", picture(1), { sha256: "b" }),
      ...Array.from({ length: 60 }, (_, i) => photo(`other-${i}`, picture(100 + i))),
    ];
    expect(found(photos)).toEqual([
      ["b", "near-duplicate", "a"],
      ["c", "near-duplicate", "a"],
    ]);
    expect(found(photos.filter(({ id }) => id !== "a"))).toEqual([["c", "duplicate", "b"]]);
    expect(bitsApart(lookOf(picture(1)).bits, lookOf(picture(1, 1.03, 0.03)).bits)).toBeLessThan(
      11,
    );
  });

  it("takes one picture at many places, or a card of one tone, for a placeholder", () => {
    const everywhere = [PARIS, TOKYO, LIMA].map((at, i) => photo(`p${i}`, picture(5), { at }));
    expect(found(everywhere).map(([id, kind]) => `${id} ${kind}`)).toEqual([
      "p0 placeholder",
      "p1 placeholder",
      "p2 placeholder",
    ]);
    // A burst of one photographer is no placeholder.
    const burst = everywhere.map((each) => ({ ...each, at: PARIS }));
    expect(found(burst).map(([, kind]) => kind)).toEqual(["near-duplicate", "near-duplicate"]);
    const card = new Float32Array(3 * LOOK_SIDE ** 2).fill(0.95);
    for (let i = 330; i < 350; i++) for (let c = 0; c < 3; c++) card[c * LOOK_SIDE ** 2 + i] = 0.3;
    expect(found([photo("card", card)])).toEqual([["card", "placeholder", null]]);
  });

  it("finds what is missing, cannot be read, or lies where nobody was", () => {
    const photos = [
      photo("gone", null, { sha256: null }),
      photo("broken", null, { sha256: null, fault: "cut short" }),
      photo("zero", picture(11), { at: [0, 0] }),
      photo("swapped", picture(12), { at: [48.8566, 2.3522] }),
      photo("paris", picture(13)),
      photo("nowhere", picture(14), { at: null }),
    ];
    expect(found(photos).map(([id, kind]) => `${id}: ${kind}`)).toEqual([
      "broken: unreadable",
      "gone: missing",
      "swapped: position exchanged?",
      "zero: position at 0,0",
    ]);
  });

  it("is read back as it was written, and says how much it is", () => {
    const findings = audit([photo("a,1", picture(1)), photo("b", picture(1))], mask);
    expect(readAudit(writeAudit(findings))).toEqual(findings);
    expect(auditWords(findings, 2)).toMatch(/1 {3}50\.0 % {2}near-duplicate: b \(nearly the same/);
    expect(leftOutBy(findings, LEFT_OUT)).toEqual(new Map([["b", "near-duplicate"]]));
    expect(() => readAudit("id,finding\na,ugly\n")).toThrow(
      /line 2: the finding is .ugly.*placeholder/,
    );
    expect(() => readAudit("file,what\na,b\n")).toThrow(/no audit of photos/);
  });
});
