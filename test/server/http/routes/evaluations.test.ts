import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EvaluationSummarySchema } from "../../../../core/contracts/api.ts";
import { createEvaluationRuns } from "../../../../server/eval/evaluation-runs.ts";
import { startTestService } from "../fixture.ts";

const SUMMARY = {
  format: "graticule-evaluation",
  schema: 1,
  name: "preview",
  model: "preview 0.1.0",
  dataset: { name: "val", photos: 2, withPosition: 2, countryOnly: 0, fingerprint: "" },
  counts: {},
  settings: {},
  slices: [],
  baselines: [],
};
const LINES = [
  { id: "a.jpg", lat: 1, lng: 2 },
  { id: "b.jpg", lat: 3, lng: 4, note: "für" },
  { id: "b.jpg", lat: 5, lng: 6 },
];

/** A folder of runs with much beside them that is none. */
async function makeRuns(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "graticule-runs-"));
  const folder = join(root, "runs");
  const run = join(folder, "preview-val");
  await mkdir(run, { recursive: true });
  await writeFile(join(root, "secret.txt"), "secret");
  await writeFile(join(run, "secret.txt"), "secret");
  await writeFile(join(run, "summary.json"), JSON.stringify(SUMMARY));
  await writeFile(join(run, "per_image.csv"), "id,km\na.jpg,1\nb.jpg,2\n");
  await writeFile(
    join(run, "predictions.jsonl"),
    LINES.map((line) => `${JSON.stringify(line)}\n`).join(""),
  );
  await mkdir(join(folder, "empty"));
  await mkdir(join(folder, "other"));
  await writeFile(join(folder, "other", "summary.json"), '{"format":"else"}');
  await mkdir(join(folder, ".hidden"));
  await writeFile(join(folder, ".hidden", "summary.json"), JSON.stringify(SUMMARY));
  await writeFile(join(folder, "file.txt"), "no folder");
  return folder;
}

async function start(token: string | null = null) {
  const evaluations = createEvaluationRuns(await makeRuns());
  return startTestService({ evaluations, token });
}

describe("evaluation runs over HTTP", () => {
  it("lists the folders that hold a run, and nothing when the operator keeps none", async () => {
    const { url } = await start();
    const answer = await fetch(`${url}/v1/evaluations`);
    const { evaluations } = (await answer.json()) as { evaluations: unknown[] };
    expect(evaluations).toHaveLength(1);
    expect(EvaluationSummarySchema.parse(evaluations[0])).toMatchObject({
      id: "preview-val",
      name: "preview",
      dataset: "val",
      photos: 2,
      files: ["summary.json", "per_image.csv", "predictions.jsonl"],
      hasPredictions: true,
    });
    const bare = await startTestService();
    expect(await (await fetch(`${bare.url}/v1/evaluations`)).json()).toEqual({ evaluations: [] });
  });

  it("lists nothing when the folder is not there", async () => {
    expect(await createEvaluationRuns("/nowhere/at/all").list()).toEqual([]);
  });

  it("gives the summary and the files as they are, in ranges if asked", async () => {
    const { url } = await start();
    expect(await (await fetch(`${url}/v1/evaluations/preview-val`)).json()).toEqual(SUMMARY);
    const rows = await fetch(`${url}/v1/evaluations/preview-val/files/per_image.csv`);
    expect(rows.headers.get("content-type")).toMatch(/^text\/csv/);
    expect(await rows.text()).toBe("id,km\na.jpg,1\nb.jpg,2\n");
    const part = await fetch(`${url}/v1/evaluations/preview-val/files/predictions.jsonl`, {
      headers: { Range: "bytes=0-12" },
    });
    expect(part.status).toBe(206);
    expect(await part.text()).toBe('{"id":"a.jpg"');
  });

  it("gives one photo's line, the first where there are two, with or without its ending", async () => {
    const { url } = await start();
    const of = (photo: string) =>
      fetch(`${url}/v1/evaluations/preview-val/prediction?photo=${encodeURIComponent(photo)}`);
    expect(await (await of("b.jpg")).json()).toEqual(LINES[1]);
    expect(await (await of("b")).json()).toEqual(LINES[1]);
    expect((await of("c.jpg")).status).toBe(404);
    expect((await of("")).status).toBe(404);
  });

  it.each([
    "/v1/evaluations/other",
    "/v1/evaluations/empty",
    "/v1/evaluations/.hidden",
    "/v1/evaluations/..%2Fruns%2Fpreview-val",
    "/v1/evaluations/%2E%2E",
    "/v1/evaluations/file.txt",
    "/v1/evaluations/preview-val/files/secret.txt",
    "/v1/evaluations/preview-val/files/..%2F..%2Fsecret.txt",
    "/v1/evaluations/preview-val/files/..%2Fpreview-val%2Fsummary.json",
    "/v1/evaluations/preview-val/files/report.md",
    "/v1/evaluations/.hidden/files/summary.json",
    "/v1/evaluations/..%2Fruns%2Fpreview-val/prediction?photo=a.jpg",
  ])("finds nothing at %s", async (path) => {
    const { url } = await start();
    const answer = await fetch(`${url}${path}`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(await answer.text()).not.toContain("secret\n");
  });

  it("demands the token where one is set", async () => {
    const { url } = await start("0123456789abcdef");
    for (const path of ["", "/preview-val", "/preview-val/files/summary.json"]) {
      expect((await fetch(`${url}/v1/evaluations${path}`)).status).toBe(401);
    }
  });
});
