import { about } from "../ask/about.ts";

interface CreditProps {
  /** Shown until the service has said whose work it is; nothing where absent. */
  readonly usual?: string;
}

/** Whose work the map and the answers rest on. */
export function Credit({ usual }: CreditProps) {
  const attribution = about.value.features?.attribution ?? usual;
  if (!attribution) return null;
  return (
    <details class="map__credit">
      <summary>Sources</summary>
      <p>{attribution}</p>
    </details>
  );
}
