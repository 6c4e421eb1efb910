import { GraticuleError } from "../../core/contracts/errors.ts";
import { folderFault } from "../files/folder-fault.ts";
import { LockedError } from "../files/lock.ts";
import { openSigner } from "../game/ids.ts";
import type { Config } from "../settings/config.ts";
import { hasGames, openDatabase } from "../store/storage.ts";
import type { Finding } from "./finding.ts";

/** Whether a folder that a setting names can be written to. */
export async function checkFolder(
  name: string,
  env: string,
  folder: string,
  without: string,
): Promise<Finding> {
  const fault = await folderFault(folder);
  return {
    name: `${name} folder ${folder}`,
    detail: fault ?? "can be written",
    remedy:
      fault === null
        ? null
        : `Set ${env} to a folder that can be written, or make room there; without one ${without}.`,
  };
}

/** Whether the games can be opened, as the service opens them: the key of the players' cookies, then the database. */
export async function checkGames({ data, databaseUrl }: Config): Promise<Finding> {
  const name = "games";
  const settings = { data, databaseUrl };
  if (!hasGames(settings)) return { name, detail: "none are kept yet", remedy: null };
  try {
    await openSigner(data);
    const database = await openDatabase(settings);
    await database.close();
    return { name, detail: "can be opened", remedy: null };
  } catch (error) {
    if (!(error instanceof GraticuleError)) throw error;
    // They are played now, so all is well.
    if (error.cause instanceof LockedError) {
      return { name, detail: `open in ${error.cause.holder}`, remedy: null };
    }
    const [detail = "", ...rest] = error.message.split(/(?<=\.) /);
    return { name, detail, remedy: rest.join(" ") };
  }
}
