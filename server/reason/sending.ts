import { ReasonError } from "./fault.ts";

/** Bytes of one answer: no useful one comes near. */
const MOST_BYTES = 2 * 2 ** 20;

/** One request as it leaves: our headers alone, to this host alone, and no more bytes back than an answer has. */
export async function send(
  input: string | URL | Request,
  init: RequestInit | undefined,
  key: string | null,
  host: string,
): Promise<Response> {
  const response = await fetch(input, {
    method: init?.method ?? "POST",
    body: init?.body ?? null,
    signal: init?.signal ?? null,
    redirect: "manual",
    headers: {
      accept: "application/json, text/event-stream",
      "content-type": "application/json",
      "user-agent": "graticule",
      ...(key !== null && { authorization: `Bearer ${key}` }),
    },
  });
  if (response.status >= 300 && response.status < 400) {
    await response.body?.cancel();
    const target = redirectTarget(response, String(input));
    throw new ReasonError(
      "redirected",
      `${host} sends the question on to ${target}, which is not followed: photos go to the named receiver alone. Set GRATICULE_REASON_URL to the address that answers.`,
    );
  }
  return new Response(response.body?.pipeThrough(bounded(host)) ?? null, response);
}

function redirectTarget(response: Response, from: string): string {
  const location = response.headers.get("location") ?? "";
  return URL.canParse(location, from) ? new URL(location, from).origin : "another address";
}

function bounded(host: string): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes <= MOST_BYTES) controller.enqueue(chunk);
      else {
        controller.error(
          new ReasonError(
            "too_long",
            `${host} sends more than ${MOST_BYTES / 2 ** 20} MB for one answer; the rest was not read.`,
          ),
        );
      }
    },
  });
}
