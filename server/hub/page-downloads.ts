import type { ModelDownload } from "../../core/api.ts";
import type { Config, Environment } from "../config.ts";
import type { Log } from "../http/service.ts";
import { chooseVariant, findModel, readCatalogue, thisMachine } from "./catalogue.ts";
import { HubError, type HubErrorCode } from "./hub-error.ts";
import { pullModel } from "./pull.ts";
import { writeSelection } from "./selection.ts";
import { createPullWorld } from "./world.ts";

/** Pulls that are started over HTTP. */
export interface PageDownloads {
  /** Throws `parameter_invalid` for a model or variant that the catalogue has not. */
  start(name: string, variant: string | null): Promise<ModelDownload>;
  /** Throws `parameter_invalid` for a model that the catalogue has not. */
  state(name: string): Promise<ModelDownload>;
  /** Stops what is under way; what has come is kept. */
  close(): Promise<void>;
}

/** What strangers are told; the whole message, which may hold paths, is in the log. */
const DETAILS: Readonly<Record<HubErrorCode, string>> = {
  unreachable: "The hub cannot be reached, or breaks off again and again. What has come is kept.",
  unauthorized: "The hub wants a token, or another one: the operator sets HF_TOKEN.",
  not_found: "The hub has no such model.",
  rate_limited: "The hub has had too many requests from here. Try again later.",
  failing: "The hub has trouble of its own. Try again later.",
  bytes_wrong: "The hub sent wrong bytes; they were discarded. Try again.",
  disk_full: "The service's disk has not enough room.",
  already_pulling: "Another process is changing the models. Try again when it has ended.",
  interrupted: "The download was stopped. What has come is kept.",
};

/**
 * The same pull as on the command line, one at a time.
 *
 * @param onInstalled lets the new bundle answer
 */
export function createPageDownloads(
  config: Config,
  env: Environment,
  log: Log,
  onInstalled: (folder: string) => Promise<void>,
): PageDownloads {
  const states = new Map<string, ModelDownload>();
  const stop = new AbortController();
  let running: Promise<void> | null = null;

  async function run(name: string, variant: string | null): Promise<void> {
    const note = (change: Partial<ModelDownload>) => {
      states.set(name, { ...stateOf(name), ...change });
    };
    try {
      const world = await createPullWorld(config, env, stop.signal, {
        say: (message) => log.info({}, message),
        onBytes: (done, total) => note({ state: "downloading", done, total }),
        onIndex: (done, total, detail) => note({ state: "indexing", done, total, detail }),
      });
      const folder = await pullModel({ model: name, variant, as: null }, world);
      writeSelection(config.data, name);
      await onInstalled(folder);
      note({ state: "installed", detail: "" });
    } catch (error) {
      log.error({ err: error }, `${name} could not be installed`);
      const detail =
        error instanceof HubError
          ? DETAILS[error.code]
          : "The model cannot be used; the log has the cause.";
      note({ state: "failed", detail });
    }
  }

  function stateOf(name: string): ModelDownload {
    return states.get(name) ?? { name, state: "none", done: 0, total: 0, detail: "" };
  }

  return {
    async start(name, variant) {
      const model = findModel(await readCatalogue(), name);
      chooseVariant(model, variant, thisMachine());
      if (!running) {
        states.set(name, { name, state: "downloading", done: 0, total: 0, detail: "" });
        running = run(name, variant).finally(() => {
          running = null;
        });
      }
      return stateOf(name);
    },
    async state(name) {
      findModel(await readCatalogue(), name);
      return stateOf(name);
    },
    async close() {
      stop.abort();
      await running;
    },
  };
}
