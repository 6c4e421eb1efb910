import { about } from "../ask/about.ts";
import { formatNames, pixelLimits } from "../ask/intake.ts";
import { TokenForm } from "../ask/token-form.tsx";
import { DownloadNotice } from "../download/notice.tsx";
import { chooseFiles } from "../shell/file-input.tsx";
import { PhotoIcon } from "../ui/icons.tsx";
import { formatPhotoBytes } from "../words/numbers.ts";
import { LinkNote } from "./link-note.tsx";
import { sentElsewhere } from "./map-hosts.ts";
import { ServiceNotice } from "./service-notice.tsx";

/** The first screen: what this is, where to put a photo, and what happens to it. */
export function Welcome() {
  const { features } = about.value;
  const isClosed = features?.uploads === false;
  return (
    <div class="welcome">
      <h1>Where on Earth was this photo taken?</h1>
      <p class="welcome__lead">
        Graticule answers with a map of how likely each place is, and says how sure that is.
      </p>
      <LinkNote />
      <ServiceNotice />
      <DownloadNotice />
      <TokenForm />
      {!isClosed && (
        <div class="drop-target">
          <p class="drop-target__words">Drop photos anywhere on this page, paste one, or</p>
          <button type="button" class="button button--main" onClick={chooseFiles}>
            <PhotoIcon />
            Choose photos
          </button>
          <p class="drop-target__formats">{takes()}</p>
        </div>
      )}
      {!isClosed && (
        <p class="welcome__privacy">
          A photo is sent to this server, read there and not kept.{" "}
          {sentElsewhere("Nothing is sent to anyone else.")} This browser keeps your photos and
          their answers until you forget them.
        </p>
      )}
    </div>
  );
}

function takes(): string {
  const { features } = about.value;
  const names = formatNames(features).join(", ");
  if (!features) return names;
  return `${names} up to ${formatPhotoBytes(features.maxPhotoBytes)} and ${pixelLimits(features)}`;
}
