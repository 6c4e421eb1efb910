import { Notice } from "../ui/notice.tsx";
import { failure, retry } from "./store.ts";

/** What went wrong, and a way to try again where that can help. */
export function Trouble() {
  const found = failure.value;
  if (!found) return null;
  return (
    <Notice title={found.title} kind={found.canRetry ? "danger" : "notice"}>
      <p>{found.detail}</p>
      {found.canRetry && (
        <button type="button" class="button button--small" onClick={() => void retry()}>
          Try again
        </button>
      )}
    </Notice>
  );
}
