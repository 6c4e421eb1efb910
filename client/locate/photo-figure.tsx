import { useState } from "preact/hooks";
import type { Photo } from "../ask/state.ts";
import { measured, remove } from "../ask/store.ts";
import { chooseFiles } from "../shell/file-input.tsx";
import { CloseIcon, PlusIcon } from "../ui/icons.tsx";
import { PhotoMap } from "../why/photo-map.tsx";
import { formatBytes } from "../words/numbers.ts";

/** The photo itself, with what its file says, and ways to drop it or add another. */
export function PhotoFigure({ photo }: { photo: Photo }) {
  return (
    <figure class="figure">
      <div class="figure__frame">
        <Picture key={photo.id} photo={photo} />
        <PhotoMap />
      </div>
      <figcaption class="figure__caption">
        <span class="figure__name" title={photo.file.name}>
          {photo.file.name}
        </span>
        <span class="figure__facts">{factsOf(photo)}</span>
        <button
          type="button"
          class="icon-button"
          aria-label="Add photos"
          title="Add photos (O)"
          onClick={chooseFiles}
        >
          <PlusIcon />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={`Remove ${photo.file.name}`}
          title="Remove this photo"
          onClick={() => remove(photo.id)}
        >
          <CloseIcon />
        </button>
      </figcaption>
    </figure>
  );
}

function Picture({ photo }: { photo: Photo }) {
  const [isBroken, setBroken] = useState(false);
  if (isBroken) {
    return (
      <p class="figure__blank">
        {photo.isOpened
          ? "The saved answer came without a picture."
          : "This browser cannot show the format. The server can read it all the same."}
      </p>
    );
  }
  return (
    <img
      src={photo.url}
      alt={photo.file.name}
      onLoad={({ currentTarget }) =>
        measured(photo.id, currentTarget.naturalWidth, currentTarget.naturalHeight)
      }
      onError={() => setBroken(true)}
    />
  );
}

function factsOf({ file, size, shown }: Photo): string {
  const pixels = shown?.image ?? size;
  const parts = [
    file.size > 0 && formatBytes(file.size),
    pixels && `${pixels.width} × ${pixels.height}`,
  ];
  return parts.filter(Boolean).join(", ");
}
