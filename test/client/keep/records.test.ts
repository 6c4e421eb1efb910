import { describe, expect, it } from "vitest";
import { PLAIN_QUESTION } from "../../../client/ask/question.ts";
import { freshPhoto, type Photo } from "../../../client/ask/state.ts";
import { type PhotoRecord, photoOf, recordOf } from "../../../client/keep/records.ts";
import { refusal } from "../../../client/service/failure.ts";
import { summaryOf } from "../../../core/formats/photo-outcome.ts";
import { makePrediction } from "../fixtures/prediction.ts";

const NAME = { key: "s-1", session: "s", at: 1 };
const FILE = new File(["bytes"], "a.jpg", { type: "image/jpeg" });
const LOCATED: Photo = {
  ...freshPhoto({ id: 1, file: FILE, url: "" }),
  question: { ...PLAIN_QUESTION, prior: "land" },
  task: { status: "located" },
  summary: summaryOf(makePrediction()),
};

/** As the browser's database gives it back. */
function back(record: PhotoRecord, file: Blob | null = FILE, hasAnswer = true): Photo | null {
  const kept = { record: structuredClone(record), file, thumbnail: null, hasAnswer };
  return photoOf(kept, 7, () => "blob:x");
}

describe("a kept photo", () => {
  it("comes back with its question and its answer in short", () => {
    const photo = back(recordOf(LOCATED, NAME, false))!;
    expect(photo).toMatchObject({ id: 7, task: { status: "located" }, isOpened: false });
    expect(photo.question).toEqual(LOCATED.question);
    expect(photo.summary).toEqual(LOCATED.summary);
    expect(photo.file.name).toBe("a.jpg");
    expect(photo.file.size).toBe(5);
  });

  it("is asked about again where its answer was on its way", () => {
    const photo = { ...LOCATED, task: { status: "reading", ticket: 3, slow: true } as const };
    expect(back(recordOf(photo, NAME, false))!.task.status).toBe("waiting");
  });

  it("is asked about again where the page went before its answer was written", () => {
    expect(back(recordOf(LOCATED, NAME, false), FILE, false)!.task.status).toBe("waiting");
    expect(back(recordOf(LOCATED, NAME, false), null, false)).toBeNull();
  });

  it("stays failed where asking again cannot help", () => {
    const broken = refusal("photo_unreadable", "Damaged", "It is cut off.");
    const photo: Photo = { ...LOCATED, task: { status: "failed", failure: broken } };
    expect(back(recordOf(photo, NAME, false))!.task).toEqual(photo.task);
    const down: Photo = {
      ...LOCATED,
      task: { status: "failed", failure: { ...broken, canRetry: true } },
    };
    expect(back(recordOf(down, NAME, false))!.task.status).toBe("waiting");
  });

  it("of another version is read anew, with the plain question where its own is not understood", () => {
    const old = { ...recordOf(LOCATED, NAME, false), format: 0, question: { foo: 1 } };
    const photo = back(old)!;
    expect(photo.task.status).toBe("waiting");
    expect(photo.question).toEqual(PLAIN_QUESTION);
  });

  it("keeps its answer where its bytes were not kept, and is nothing without either", () => {
    const photo = back(recordOf(LOCATED, NAME, false), null)!;
    expect(photo).toMatchObject({ isOpened: true, task: { status: "located" } });
    expect(back({ ...recordOf(LOCATED, NAME, false), format: 0 }, null)).toBeNull();
  });
});
