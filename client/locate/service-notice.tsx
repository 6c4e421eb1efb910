import { about } from "../ask/about.ts";
import { answerUnreadable } from "../service/failure.ts";
import { Notice } from "../ui/notice.tsx";

/** What keeps the service from answering, if anything does. */
export function ServiceNotice() {
  const { readiness, features } = about.value;
  if (features?.uploads === false) {
    return (
      <Notice title="Uploads are switched off">
        The operator of this server does not accept photos at the moment.
      </Notice>
    );
  }
  if (readiness === "warming") {
    return (
      <Notice title="The model is warming up">
        You can choose photos already; they are read as soon as it is ready.
      </Notice>
    );
  }
  if (readiness === "answer_unreadable") {
    const { title, detail } = answerUnreadable("");
    return (
      <Notice kind="danger" title={title}>
        {detail}
      </Notice>
    );
  }
  if (readiness === "unreachable") {
    return (
      <Notice
        kind="danger"
        title={navigator.onLine ? "The server does not answer" : "You are offline"}
      >
        Photos can be located once this page reaches its server again. It keeps trying.
      </Notice>
    );
  }
  return null;
}
