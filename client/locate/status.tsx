import { about } from "../ask/about.ts";
import { isBusy, type Photo, type Task } from "../ask/state.ts";
import { ask, cancel, hold } from "../ask/store.ts";
import { TokenForm } from "../ask/token-form.tsx";
import type { Failure } from "../service/failure.ts";
import { Notice } from "../ui/notice.tsx";
import { inWords } from "../words/describe.ts";
import { announcement } from "./display.ts";
import { ServiceNotice } from "./service-notice.tsx";

/** The region that is read out; the slider tells of the others itself. */
const SPOKEN_MASS = 0.8;

/** What is happening to the photo now, for the eye and for the ear. */
export function Status({ photo }: { photo: Photo }) {
  const { task } = photo;
  return (
    <>
      <p class="visually-hidden" role="status">
        {spoken(photo)} {announcement.value}
      </p>
      {isBusy(task) && <Busy photo={photo} task={task} />}
      {task.status === "failed" && <Failed photo={photo} failure={task.failure} />}
      {task.status === "cancelled" && <Stopped photo={photo} />}
    </>
  );
}

function Busy({ photo, task }: { photo: Photo; task: Extract<Task, { ticket: number }> }) {
  const isUploading = task.status === "uploading";
  return (
    <div class="busy">
      <div class="busy__row">
        <p class="busy__words">{words(task)}</p>
        <button type="button" class="button button--small" onClick={() => cancel(photo.id)}>
          Cancel
        </button>
      </div>
      {isUploading ? (
        <progress class="progress" aria-label="Sent" max={1} value={task.sent} />
      ) : (
        <progress class="progress" aria-label="Working" />
      )}
      {task.status === "reading" && task.slow && (
        <p class="busy__note">
          Still at it. The first photo after a start takes longer, and others may be before yours.
        </p>
      )}
      {task.status === "waiting" && hold.value && (
        <p class="busy__note">{hold.value.failure.title}. It goes on by itself.</p>
      )}
      {task.status === "waiting" && <ServiceNotice />}
    </div>
  );
}

function Failed({ photo, failure }: { photo: Photo; failure: Failure }) {
  return (
    <div role="alert">
      <Notice kind="danger" title={failure.title}>
        <p>{failure.detail}</p>
        {failure.retryAfterS !== null && <p>Try again in {failure.retryAfterS} s.</p>}
        {failure.requestId && <p class="notice__fine">Request {failure.requestId}</p>}
        {failure.code === "unauthorized" && <TokenForm />}
        {failure.canRetry && <AskButton photo={photo}>Try again</AskButton>}
      </Notice>
    </div>
  );
}

function Stopped({ photo }: { photo: Photo }) {
  return (
    <Notice title="Stopped">
      <p>Nothing is being sent. The photo is still here.</p>
      <AskButton photo={photo}>Locate it</AskButton>
    </Notice>
  );
}

function AskButton({ photo, children }: { photo: Photo; children: string }) {
  return (
    <button type="button" class="button" onClick={() => ask(photo.id, photo.question)}>
      {children}
    </button>
  );
}

/** Progress in words; a share only where one is known. */
export function words(task: Task): string {
  switch (task.status) {
    case "waiting":
      return about.value.readiness === "ready" ? "Waiting its turn" : "Waiting for the server";
    case "uploading":
      return `Sending the photo, ${Math.round(task.sent * 100)}\u00a0%`;
    case "reading":
      return "Reading the photo";
    default:
      return "";
  }
}

/** What a screen reader says: each stage once, not each percent. */
function spoken({ task, shown }: Photo): string {
  if (task.status === "uploading") return "Sending the photo.";
  if (isBusy(task)) return `${words(task)}.`;
  if (task.status === "located" && shown) return inWords(shown, SPOKEN_MASS);
  return "";
}
