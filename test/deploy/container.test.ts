import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { PROJECT_FOLDER } from "../../server/files/project-folder.ts";
import { readConfig } from "../../server/settings/config.ts";
import { SETTINGS } from "../../server/settings/table.ts";
import { startTestService } from "../server/http/fixture.ts";

// No daemon is needed: what the files for containers name has to be there, and what they run has to work.

const read = (file: string) => readFile(join(PROJECT_FOLDER, file), "utf8");
const dockerfile = (await read("Dockerfile")).replaceAll(/\\\n\s*/g, " ");
const compose = await read("compose.yaml");
const ignored = (await read(".dockerignore")).trim().split("\n");
const known = new Set<string>(Object.values(SETTINGS).map(({ env }) => env));

/** The words behind each use of an instruction. */
const instructions = (name: string) =>
  [...dockerfile.matchAll(new RegExp(`^${name} (.*)$`, "gm"))].map(([, rest]) => rest!);

describe("Dockerfile", () => {
  it("copies files that are there and that the context has", () => {
    const copied = instructions("COPY").filter((rest) => !rest.startsWith("--from"));
    const sources = copied.flatMap((rest) => rest.split(" ").slice(0, -1));
    expect(sources).toContain("package-lock.json");
    for (const source of sources) {
      expect([source, existsSync(join(PROJECT_FOLDER, source))]).toEqual([source, true]);
      expect(ignored).not.toContain(source);
    }
  });

  it("sets settings that there are, to what they may be", () => {
    const pairs = instructions("ENV")
      .flatMap((rest) => rest.split(" "))
      .map((pair) => pair.split("=") as [string, string])
      .filter(([name]) => name !== "NODE_ENV");
    for (const [name] of pairs) expect(known).toContain(name);
    expect(readConfig(Object.fromEntries(pairs))).toMatchObject({ host: "0.0.0.0", data: "/data" });
  });

  it("runs as nobody of importance, a program that is there", () => {
    expect(instructions("USER")).toEqual(["node"]);
    const [program, ...args] = JSON.parse(instructions("ENTRYPOINT")[0]!) as string[];
    const file = args.at(-1);
    expect(program).toBe("node");
    expect(existsSync(join(PROJECT_FOLDER, file!.replace("/app/", "")))).toBe(true);
    // What the writable volume is for is owned by who runs.
    expect(instructions("RUN").join("\n")).toContain("install -d -o node -g node /data");
  });

  it("needs in its image nothing that the context leaves out", async () => {
    const needed = [
      "bin",
      "core",
      "server",
      "client",
      "models/preview",
      "models/kernel",
      "geodata",
    ];
    for (const folder of [...needed, "vite.config.ts", "package.json"]) {
      expect(ignored).not.toContain(folder);
    }
    const { dependencies } = JSON.parse(await read("package.json")) as {
      dependencies: Record<string, string>;
    };
    // What builds and compiles is there after the tools are removed, so that a start never lacks it.
    expect(dependencies).toHaveProperty("vite");
  });

  it("asks for the health of the service, and believes no silence", async () => {
    const command = /CMD (\[.*\])/.exec(instructions("HEALTHCHECK")[0]!)![1]!;
    const [program, ...args] = JSON.parse(command) as string[];
    const check = (port: number) =>
      promisify(execFile)(program!, args, { env: { ...process.env, PORT: String(port) } }).then(
        () => 0,
        ({ code }: { code: number }) => code,
      );
    const { port } = await startTestService();
    expect([await check(port), await check(1)]).toEqual([0, 1]);
  });
});

describe("compose.yaml", () => {
  it("sets settings that there are; left empty, they are unset", () => {
    const service = compose.slice(compose.indexOf("  graticule:"), compose.indexOf("  postgres:"));
    const set = [...service.matchAll(/^ {6}([A-Z_]+): \$\{\1:-([^}]*)\}$/gm)];
    expect(set.length).toBeGreaterThan(5);
    for (const [, name] of set) expect(known).toContain(name);
    expect(() =>
      readConfig(Object.fromEntries(set.map(([, name, fallback]) => [name!, fallback]))),
    ).not.toThrow();
    // No line of the environment is written otherwise, and so left unchecked.
    expect(service.match(/^ {6}[A-Z_]+:/gm)).toHaveLength(set.length);
  });

  it("lets the service write to its volume and to no other place", () => {
    for (const line of ["read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"]) {
      expect(compose).toContain(line);
    }
    expect(compose).toContain('volumes: ["data:/data"]');
    expect(compose).toContain("127.0.0.1:8080:8080");
  });
});
