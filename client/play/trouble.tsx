import { Notice } from "../shell/notice.tsx";
import { failure, retry } from "./store.ts";

/** The same for each thing that can be asked for here; the photo on the page is none of the player's. */
const UNREACHABLE =
  "Nothing is lost: what you have locked is kept. Try again when the server can be reached.";

/** What went wrong, and a way to try again where that can help. */
export function Trouble() {
  const found = failure.value;
  if (!found) return null;
  return (
    <Notice title={found.title} kind={found.canRetry ? "danger" : "notice"}>
      <p>{found.code === "unreachable" ? UNREACHABLE : found.detail}</p>
      {found.canRetry && (
        <button type="button" class="button button--small" onClick={() => void retry()}>
          Try again
        </button>
      )}
    </Notice>
  );
}
