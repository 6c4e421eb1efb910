import { describe, expect, it } from "vitest";
import { PLAIN_QUESTION, type Question, toQuery } from "../../../client/ask/question.ts";
import {
  type Action,
  EMPTY,
  isBusy,
  type Photo,
  reduce,
  type State,
  selectedPhoto,
} from "../../../client/ask/state.ts";
import { unreachable } from "../../../client/service/failure.ts";
import { makePrediction } from "../fixtures/prediction.ts";

const PREDICTION = makePrediction();
const OTHER = { ...PREDICTION, prior: "land" as const };
const LAND: Question = { ...PLAIN_QUESTION, prior: "land" };
const FAILURE = unreachable(true);

const photo = (id: number) => ({ id, file: new File(["x"], `${id}.jpg`), url: `blob:${id}` });
const added = (...ids: number[]): Action => ({ type: "added", photos: ids.map(photo) });
const asked = (id: number, ticket: number, question = PLAIN_QUESTION): Action => {
  return { type: "asked", id, ticket, question };
};
const answered = (id: number, ticket: number, prediction = PREDICTION): Action => {
  return { type: "answered", id, ticket, prediction };
};

/** Runs actions on deeply frozen states: a reducer that writes would throw. */
function run(...actions: Action[]): State {
  return actions.reduce((state, action) => freeze(reduce(state, action)), EMPTY);
}

function freeze(state: State): State {
  for (const each of state.photos) Object.freeze(each);
  Object.freeze(state.photos);
  return Object.freeze(state);
}

function only(state: State): Photo {
  expect(state.photos).toHaveLength(1);
  return state.photos[0]!;
}

describe("photos", () => {
  it("the first of those added is selected", () => {
    expect(run(added(1, 2)).selected).toBe(1);
    expect(run(added(1), added(2, 3)).selected).toBe(2);
    expect(run(added(1), added()).selected).toBe(1);
  });

  it("removing the selected one selects its neighbour", () => {
    expect(run(added(1, 2, 3), { type: "removed", id: 1 }).selected).toBe(2);
    expect(run(added(1, 2), { type: "selected", id: 2 }, { type: "removed", id: 2 }).selected).toBe(
      1,
    );
    expect(run(added(1), { type: "removed", id: 1 })).toEqual(EMPTY);
    expect(run(added(1, 2), { type: "removed", id: 2 }).selected).toBe(1);
  });

  it("what is not there can be neither selected nor removed", () => {
    expect(run(added(1), { type: "selected", id: 9 }).selected).toBe(1);
    expect(run(added(1), { type: "removed", id: 9 }).photos).toHaveLength(1);
  });

  it("have their own state each", () => {
    const state = run(added(1, 2), asked(1, 10), asked(2, 11), answered(2, 11));
    expect(state.photos.map(({ task }) => task.status)).toEqual(["waiting", "located"]);
    expect(selectedPhoto(state)?.id).toBe(1);
  });
});

describe("a forgotten answer", () => {
  it("stays in view while its question is asked anew", () => {
    const before = run(added(1), asked(1, 10), answered(1, 10));
    const forgotten = reduce(before, { type: "forgotten", id: 1 });
    const photo = only(reduce(forgotten, asked(1, 11)));
    expect(photo.task.status).toBe("waiting");
    expect(photo.shown).toBe(PREDICTION);
    expect(only(reduce(before, asked(1, 11))).task.status).toBe("located");
  });
});

describe("a request", () => {
  it("goes from waiting over uploading and reading to located", () => {
    const steps: Action[] = [
      added(1),
      asked(1, 10),
      { type: "sent", id: 1, ticket: 10, part: 0.4 },
      { type: "reading", id: 1, ticket: 10 },
      { type: "slow", id: 1, ticket: 10 },
      answered(1, 10),
    ];
    const states = steps.map((_, i) => only(run(...steps.slice(0, i + 1))).task);
    expect(states.slice(1)).toEqual([
      { status: "waiting", ticket: 10 },
      { status: "uploading", ticket: 10, sent: 0.4 },
      { status: "reading", ticket: 10, slow: false },
      { status: "reading", ticket: 10, slow: true },
      { status: "located" },
    ]);
    expect(only(run(...steps)).shown).toBe(PREDICTION);
  });

  it("late news is dropped: of an older question, after cancelling, after removal", () => {
    const twice = run(added(1), asked(1, 10), asked(1, 11, LAND), answered(1, 10));
    expect(only(twice)).toMatchObject({ task: { status: "waiting", ticket: 11 }, shown: null });
    const stopped = run(added(1), asked(1, 10), { type: "cancelled", id: 1 }, answered(1, 10));
    expect(only(stopped)).toMatchObject({ task: { status: "cancelled" }, shown: null });
    const gone = run(added(1), asked(1, 10), { type: "removed", id: 1 }, answered(1, 10));
    expect(gone).toEqual(EMPTY);
    const done = run(added(1), asked(1, 10), answered(1, 10));
    expect(reduce(done, { type: "failed", id: 1, ticket: 10, failure: FAILURE })).toBe(done);
  });

  it("slow says nothing new unless the photo is being read", () => {
    const located = run(added(1), asked(1, 10), { type: "sent", id: 1, ticket: 10, part: 0 });
    expect(reduce(located, { type: "slow", id: 1, ticket: 10 })).toBe(located);
  });

  it("keeps the last answer on display while a new question is asked, and when it fails", () => {
    const first = [added(1), asked(1, 10), answered(1, 10)];
    expect(only(run(...first, asked(1, 11, LAND))).shown).toBe(PREDICTION);
    const failed = run(...first, asked(1, 11, LAND), {
      type: "failed",
      id: 1,
      ticket: 11,
      failure: FAILURE,
    });
    expect(only(failed)).toMatchObject({ task: { status: "failed" }, shown: PREDICTION });
  });

  it("a question asked before is answered from memory, by question and not by order", () => {
    const both = [
      added(1),
      asked(1, 10),
      answered(1, 10),
      asked(1, 11, LAND),
      answered(1, 11, OTHER),
    ];
    const back = only(run(...both, asked(1, 12, { ...PLAIN_QUESTION })));
    expect(back).toMatchObject({ task: { status: "located" }, shown: PREDICTION });
    expect(Object.keys(back.answers)).toEqual([toQuery(PLAIN_QUESTION), toQuery(LAND)]);
    expect(only(run(...both, asked(1, 13, LAND))).shown).toBe(OTHER);
  });

  it("can be asked again after a failure", () => {
    const failed: Action = { type: "failed", id: 1, ticket: 10, failure: FAILURE };
    const again = only(run(added(1), asked(1, 10), failed, asked(1, 11)));
    expect(isBusy(again.task)).toBe(true);
  });

  it("cancelling what is finished changes nothing", () => {
    const done = run(added(1), asked(1, 10), answered(1, 10));
    expect(only(reduce(done, { type: "cancelled", id: 1 })).task.status).toBe("located");
  });
});
