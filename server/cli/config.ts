import { EXIT, type ExitCode } from "../process/exit.ts";
import { type Config, listSettings } from "../settings/config.ts";
import { print, type Terminal, toTable } from "./terminal.ts";

/** `config`: every setting with its value, where that came from, and what it is for. */
export async function printConfig(
  config: Config,
  asJson: boolean,
  terminal: Terminal,
): Promise<ExitCode> {
  const settings = listSettings(config, terminal.env);
  if (asJson) {
    await print(terminal, `${JSON.stringify(settings)}\n`);
    return EXIT.ok;
  }
  const rows = settings.map(({ env, value, source, help }) => [env, value, source, help]);
  await print(terminal, toTable([["SETTING", "VALUE", "FROM", "WHAT"], ...rows]));
  return EXIT.ok;
}
