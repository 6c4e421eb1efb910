import type { ReasonClient } from "../reason/client.ts";
import { ReasonError } from "../reason/fault.ts";
import { type Config, ConfigError } from "../settings/config.ts";
import type { Finding } from "./finding.ts";

/** Asks the multimodal model one real question, about a picture of nobody's; nothing where none is configured. */
export async function checkReason(config: Config, signal: AbortSignal): Promise<Finding[]> {
  const name = "multimodal model";
  try {
    const { reasonSettings } = await import("../reason/reason-settings.ts");
    const settings = reasonSettings(config);
    if (settings === null) return [];
    if (settings.replay !== null) return [await checkCassette(settings.replay)];
    const { createReasonClient } = await import("../reason/client.ts");
    return [await ask(createReasonClient({ ...settings, record: null }), signal)];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ name, detail: error.problems.join("; "), remedy: "Correct these variables." }];
  }
}

async function checkCassette(file: string): Promise<Finding> {
  const name = "multimodal model";
  try {
    const { openCassette } = await import("../reason/cassette.ts");
    await openCassette(file);
    return { name, detail: `is not asked: its answers are replayed from ${file}`, remedy: null };
  } catch (error) {
    if (!(error instanceof ReasonError)) throw error;
    return { name, detail: error.message, remedy: "Correct or unset GRATICULE_REASON_REPLAY." };
  }
}

async function ask(client: ReasonClient, signal: AbortSignal): Promise<Finding> {
  const { askWhatIsSeen } = await import("../reason/check.ts");
  const { host, isLocal } = client.receiver;
  const name = `multimodal model ${client.model} at ${host}`;
  const where = isLocal ? "this machine" : "another machine, which receives the photos";
  try {
    const { seesColour, answersJson, said, ms } = await askWhatIsSeen(client, signal);
    const took = `answered in ${(ms / 1000).toFixed(1)} s on ${where}`;
    if (!seesColour) {
      const detail = `${took}, but does not see the picture: shown a red square it said ${JSON.stringify(said)}`;
      const remedy =
        "Choose a multimodal model with GRATICULE_REASON_MODEL, and see that its server was started with what it needs for pictures.";
      return { name, detail, remedy };
    }
    const form = answersJson ? "JSON" : "prose around its answer, which is read all the same";
    return { name, detail: `${took}, sees pictures, answers in ${form}`, remedy: null };
  } catch (error) {
    if (!(error instanceof ReasonError)) throw error;
    const remedy =
      "Until it answers, `reason` fails and says so; answers without it are as they were.";
    return { name, detail: error.message, remedy };
  }
}
