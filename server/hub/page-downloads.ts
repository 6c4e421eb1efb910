import type { ModelDownload } from "../../core/contracts/api.ts";
import { GraticuleError } from "../../core/contracts/errors.ts";
import type { GeographySource } from "../geodata/geography.ts";

import type { Log } from "../process/log.ts";
import type { Config } from "../settings/config.ts";
import type { Environment } from "../settings/definition.ts";
import { writeSelection } from "../settings/selection.ts";
import { createByteRate } from "./byte-rate.ts";
import {
  type CatalogueModel,
  chooseVariant,
  findModel,
  readCatalogue,
  thisMachine,
} from "./catalogue.ts";
import { HubError, type HubErrorCode } from "./hub-error.ts";
import { pullModel } from "./pull.ts";
import { createPullWorld } from "./world.ts";

/** Pulls that are started over HTTP. All throw `parameter_invalid` for what the catalogue has not. */
export interface PageDownloads {
  /**
   * Starts a pull, or joins the one of this model that is under way; one that is being stopped is waited for first. Null:
   * the variant that suits the machine. Throws `download_under_way` while another model comes.
   */
  start(name: string, variant: string | null): Promise<ModelDownload>;
  state(name: string): Promise<ModelDownload>;
  /** Stops the pull, if one is under way, and waits for its end; what has come is kept. */
  cancel(name: string): Promise<ModelDownload>;
  /** Stops what is under way; what has come is kept. */
  close(): Promise<void>;
}

/** What strangers are told; the whole message, which may hold paths, is in the log. */
const DETAILS: Readonly<Record<HubErrorCode, string>> = {
  unreachable: "The hub cannot be reached, or breaks off again and again. Try again later.",
  unauthorized: "The hub wants a token, or another one: the operator sets HF_TOKEN.",
  not_found: "The hub has no such model: the operator checks HF_ENDPOINT.",
  rate_limited: "The hub has had too many requests from here. Try again later.",
  failing: "The hub has trouble of its own. Try again later.",
  bytes_wrong: "The hub sent wrong bytes; they were discarded. Try again.",
  disk_full:
    "The server's disk has not enough room: the operator frees some, or sets GRATICULE_DATA to a folder on another disk.",
  already_pulling: "Another process is changing the models. Try again when it has ended.",
  interrupted: "The download was stopped. What has come is kept.",
};

const BUNDLE_TROUBLE = "The model cannot be used: the operator finds the cause in the log.";

/** The one pull that is under way. */
interface Running {
  readonly name: string;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/**
 * The same pull as on the command line, one at a time.
 *
 * @param onInstalled lets the new bundle answer
 * @param list the catalogue
 */
export function createPageDownloads(
  config: Config,
  env: Environment,
  geography: GeographySource,
  log: Log,
  onInstalled: (folder: string) => Promise<void>,
  list: () => Promise<readonly CatalogueModel[]> = readCatalogue,
): PageDownloads {
  const states = new Map<string, ModelDownload>();
  const rate = createByteRate();
  let running: Running | null = null;
  let isClosed = false;

  async function run(
    offer: ModelDownload,
    variant: string | null,
    signal: AbortSignal,
  ): Promise<void> {
    const { name } = offer;
    let bytes = { done: 0, total: 0 };
    const note = (change: Partial<ModelDownload>) => {
      states.set(name, { ...(states.get(name) ?? offer), ...change });
    };
    rate.reset();
    note({ ...offer, state: "downloading" });
    try {
      const world = await createPullWorld(config, env, geography, signal, {
        say: (message) => log.info({}, message),
        onBytes(done, total) {
          rate.at(done);
          bytes = { done, total };
          note({ state: "downloading", ...bytes });
        },
        onIndex: (done, total, detail) => note({ state: "indexing", done, total, detail }),
      });
      const folder = await pullModel({ model: name, variant, as: null }, world);
      await writeSelection(config.data, name);
      await onInstalled(folder);
      note({ state: "installed", detail: "", ...bytes });
    } catch (error) {
      const code = error instanceof HubError ? error.code : null;
      const state = code === "interrupted" ? "stopped" : "failed";
      if (state === "stopped") log.info({}, `The download of ${name} was stopped.`);
      else log.error({ err: error }, `${name} could not be installed`);
      note({ state, detail: code ? DETAILS[code] : BUNDLE_TROUBLE, ...bytes });
    }
  }

  function stateOf(model: CatalogueModel): ModelDownload {
    const found = states.get(model.bundle.name) ?? offerOf(model, null);
    if (found.state !== "downloading" || found.total === 0) return found;
    return { ...found, bytesPerSecond: Math.round(rate.at(found.done)) };
  }

  return {
    async start(name, variant) {
      const model = findModel(await list(), name);
      const offer = offerOf(model, variant);
      while (running?.stop.signal.aborted) await running.ended;
      if (isClosed) {
        throw new GraticuleError("not_ready", "The service is stopping and starts no download.");
      }
      if (running && running.name !== name) {
        throw new GraticuleError(
          "download_under_way",
          `${running.name} is being downloaded, and one model comes at a time.`,
        );
      }
      if (!running) {
        const stop = new AbortController();
        const ended = run(offer, variant, stop.signal).finally(() => {
          running = null;
        });
        running = { name, stop, ended };
      }
      return stateOf(model);
    },
    async state(name) {
      return stateOf(findModel(await list(), name));
    },
    async cancel(name) {
      const model = findModel(await list(), name);
      if (running?.name === name) {
        running.stop.abort();
        await running.ended;
      }
      return stateOf(model);
    },
    async close() {
      isClosed = true;
      running?.stop.abort();
      await running?.ended;
    },
  };
}

/** What a pull would fetch, before it is asked for. */
function offerOf(model: CatalogueModel, wanted: string | null): ModelDownload {
  const { variant } = chooseVariant(model, wanted, thisMachine());
  return {
    name: model.bundle.name,
    state: "none",
    licence: model.bundle.licence,
    variant: variant.name,
    expectedBytes: (variant.megabytes ?? 0) * 1e6,
    done: 0,
    total: 0,
    bytesPerSecond: 0,
    detail: "",
  };
}
