import type { Prediction } from "../../core/contracts/prediction.ts";
import { evidenceTitle, formatBits } from "../words/evidence.ts";

/** What the answer rests on, and how far each part of it moved the answer. */
export function EvidenceList({ prediction }: { prediction: Prediction }) {
  const { evidence } = prediction;
  if (!evidence || evidence.length === 0) return null;
  return (
    <section class="block">
      <h2>What speaks for it</h2>
      <dl class="evidence">
        {evidence.map(({ name, bits }) => (
          <div key={name} class="evidence__row">
            <dt>{evidenceTitle(name)}</dt>
            <dd>{formatBits(bits)}</dd>
          </div>
        ))}
      </dl>
      <p class="evidence__note">
        How far the answer would move without it. One bit is the difference between two places and
        one.
      </p>
    </section>
  );
}
