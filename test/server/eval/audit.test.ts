import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXIT } from "../../../server/process/exit.ts";
import { makeSet, run, summaryOf } from "./world.ts";

describe("eval audit", () => {
  it("says what is the matter with photos and positions, and a run has cleaned rows beside raw", async () => {
    const { folder, images, truth } = await makeSet();
    await cp(join(images, "a.jpg"), join(images, "again.jpg"));
    await writeFile(truth, `${await readFile(truth, "utf8")}again.jpg,48.86,2.36,FR,one\n`);
    const output = join(folder, "audit.csv");
    const audited = await run(["eval", "audit", images, "--truth", truth, "--output", output]);
    expect(audited.exit).toBe(EXIT.ok);
    const table = await readFile(output, "utf8");
    expect(table).toMatch(/^again\.jpg,duplicate,a\.jpg,the same bytes/m);
    expect(table).toMatch(/^d\.jpg,unreadable,,/m);
    expect(table).toMatch(/^missing\.jpg,missing,,/m);
    expect(audited.stdout).toMatch(/1 +16\.7 % +duplicate: again\.jpg/);
    expect((await run(["eval", "audit", images, "--truth", truth, "--strict"])).exit).toBe(
      EXIT.someFailed,
    );

    const runs = join(folder, "run");
    const asked = ["eval", "run", "--images", images, "--truth", truth, "--output", runs];
    const small = ["--max-cells", "20", "--resamples", "20", "--no-tail"];
    const { exit, stdout, stderr } = await run([...asked, ...small]);
    expect(exit).toBe(EXIT.ok);
    expect(await readFile(join(runs, "audit.csv"), "utf8")).toBe(table);
    expect(stderr).toContain("What is the matter with the photos");
    expect(stdout).toMatch(/\| \*\*tiny 1\.0\.0\*\* \| 5 \|/);
    expect(stdout).toMatch(/\| \*\*tiny 1\.0\.0, cleaned\*\* \| 4 \|.*without 1 duplicate/);
    const summary = await summaryOf(runs);
    expect(summary.cleaned).toMatchObject({
      photos: 4,
      leftOut: [{ finding: "duplicate", photos: 1 }],
    });
    expect((await run(["eval", "verify", runs, "--no-progress"])).exit).toBe(EXIT.ok);

    const predictions = join(runs, "predictions.jsonl");
    const again = ["eval", "score", "--predictions", predictions, "--truth", truth];
    const raw = await run([...again, "--output", join(folder, "raw"), "--resamples", "20"]);
    expect(raw.stdout).not.toContain("cleaned");
    const wrong = await run([...again, "--output", join(folder, "x"), "--audit", truth]);
    expect(wrong.stderr).toMatch(/it is no audit of photos/);
  });
});
