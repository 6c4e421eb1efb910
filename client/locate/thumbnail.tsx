import { useState } from "preact/hooks";
import type { Photo } from "../ask/state.ts";
import { PhotoIcon } from "../ui/icons.tsx";

/** The photo, small; a sign of one where the browser cannot draw its format. */
export function Thumbnail({ photo }: { photo: Photo }) {
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return <PhotoIcon />;
  return <img src={photo.thumbnail ?? photo.url} alt="" onError={() => setBroken(true)} />;
}
