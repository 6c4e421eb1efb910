import { rm } from "node:fs/promises";
import { resolve } from "node:path";
import { glob } from "tinyglobby";
import { GraticuleError } from "../../core/contracts/errors.ts";
import { addBundle } from "../hub/add.ts";
import { type PullRequest, type PullWorld, pullModel } from "../hub/pull.ts";
import { changeStore, storeAt } from "../hub/store.ts";
import { createPullWorld, type PullListener, shippedNames } from "../hub/world.ts";
import { readBundle } from "../model/bundle.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import type { Config } from "../settings/config.ts";
import { bundleFolder } from "../settings/folders.ts";
import { readSelection, writeSelection } from "../settings/selection.ts";
import { createByteProgress } from "./byte-progress.ts";
import { createProgress } from "./progress.ts";
import { complain, type Terminal } from "./terminal.ts";

/** `models pull`: fetches a model of the catalogue, installs it and lets it answer from now on. */
export async function pull(
  request: PullRequest,
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  return withPullWorld(config, terminal, async (world, stop) => {
    const folder = await pullModel(request, world);
    stop();
    complain(terminal, `Installed ${request.as ?? request.model} in ${folder}.`);
    return select(request.as ?? request.model, config, terminal);
  });
}

/** `models add`: installs a bundle from a folder. It does not answer until `models use` says so. */
export async function add(
  folder: string,
  as: string | null,
  config: Config,
  terminal: Terminal,
): Promise<ExitCode> {
  return withPullWorld(config, terminal, async (world, stop) => {
    const added = await addBundle(resolve(folder), as, world);
    stop();
    complain(
      terminal,
      `Added ${added.name} in ${added.folder}. \`graticule models use ${added.name}\` lets it answer.`,
    );
    return EXIT.ok;
  });
}

/** What the work answers, with its bars shown until it stops them or ends. */
async function withPullWorld<T>(
  config: Config,
  terminal: Terminal,
  work: (world: PullWorld, stop: () => void) => Promise<T>,
): Promise<T> {
  const listener = listen(config, terminal);
  try {
    const { env, geography, signal } = terminal;
    return await work(
      await createPullWorld(config, env, geography, signal, listener),
      listener.stop,
    );
  } finally {
    listener.stop();
  }
}

/** `models use`: chooses the bundle that answers. */
export async function use(name: string, config: Config, terminal: Terminal): Promise<ExitCode> {
  // Refuses what cannot be read.
  await readBundle(bundleFolder({ ...config, bundle: name }));
  return select(name, config, terminal);
}

async function select(name: string, config: Config, terminal: Terminal): Promise<ExitCode> {
  await writeSelection(config.data, name);
  complain(
    terminal,
    `${name} answers from now on; a service that runs takes it at its next start.`,
  );
  if (terminal.env.GRATICULE_BUNDLE) {
    complain(
      terminal,
      `But GRATICULE_BUNDLE=${terminal.env.GRATICULE_BUNDLE} is set and wins; unset it.`,
    );
  }
  return EXIT.ok;
}

/** `models remove`: deletes an installed bundle and its indexes. */
export async function remove(name: string, config: Config, terminal: Terminal): Promise<ExitCode> {
  const store = storeAt(config.data);
  if ((await shippedNames(config)).includes(name)) {
    throw new GraticuleError(
      "parameter_invalid",
      `${name} comes with the program and is not removed. \`graticule models use <name>\` lets another answer.`,
    );
  }
  await changeStore(store, async () => {
    // The name is that of a folder here; a path would lead elsewhere.
    const installed = await glob("*/bundle.json", { cwd: store.models }).catch((): string[] => []);
    if (!installed.includes(`${name}/bundle.json`)) {
      const names = installed.map((file) => file.split("/")[0]).join(", ");
      throw new GraticuleError(
        "parameter_invalid",
        `There is no installed bundle "${name}", expected one of: ${names || "(none is installed)"}.`,
      );
    }
    await rm(`${store.models}/${name}`, { recursive: true });
    const indexes = await glob(`${name}-????????????.{cells,gallery}`, {
      cwd: config.cache,
      absolute: true,
    });
    for (const file of indexes) await rm(file, { force: true });
  });
  if (readSelection(config.data) === name) {
    await writeSelection(config.data, null);
    complain(terminal, `${name} was the one that answers; preview does now.`);
  }
  complain(terminal, `Removed ${name}.`);
  return EXIT.ok;
}

/** Shows what happens, on standard error. */
function listen(
  { progress: isWanted }: Config,
  terminal: Terminal,
): PullListener & { stop(): void } {
  const bytes = createByteProgress(terminal, isWanted);
  const index = createProgress(terminal, isWanted);
  const stop = () => {
    bytes.stop();
    index.stop();
  };
  return {
    say(message) {
      stop();
      complain(terminal, message);
    },
    onBytes: bytes.show,
    onIndex: index.show,
    stop,
  };
}
