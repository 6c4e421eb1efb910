import type { Command } from "commander";
import type { ExitCode } from "../process/exit.ts";
import { readConfig } from "../settings/config.ts";
import { type Flags, withEnv, withFlags } from "./flags.ts";
import type { Terminal } from "./terminal.ts";

/** The commands that look after model bundles: `models ...`. */
export function addModelCommands(
  program: Command,
  terminal: Terminal,
  end: (code: ExitCode) => void,
): void {
  const { env } = terminal;
  const models = program.command("models").description("Look after model bundles");
  models
    .command("list")
    .description("List the bundles; * marks the one that answers")
    .option("--json", "as JSON")
    .action(async ({ json }: { json?: true }) => {
      const { listModels } = await import("./models.ts");
      end(await listModels(readConfig(env), json === true, terminal));
    });
  models
    .command("pull")
    .description("Download a model of the catalogue, install it and let it answer")
    .argument("<name>", "name in the catalogue: geoclip")
    .option("--variant <name>", withEnv("fp32, fp16, int8, uint8 or q4", "variant"))
    .option("--hub <url>", withEnv("the hub or a mirror of it", "hub"))
    .option("--as <name>", "name that the bundle gets here, to keep several variants")
    .option("--no-progress", withEnv("no progress bars", "progress"))
    .action(async (model: string, { as, ...flags }: Flags & { as?: string }) => {
      const config = readConfig(withFlags(env, flags));
      const request = { model, variant: config.variant, as: as ?? null };
      const { pull } = await import("./models-install.ts");
      end(await pull(request, config, terminal));
    });
  models
    .command("add")
    .description("Install a bundle from a folder; docs/bundles.md says what it holds")
    .argument("<folder>", "folder with a bundle.json")
    .option("--as <name>", "name that the bundle gets here")
    .option("--no-progress", withEnv("no progress bars", "progress"))
    .action(async (folder: string, { as, ...flags }: Flags & { as?: string }) => {
      const { add } = await import("./models-install.ts");
      end(await add(folder, as ?? null, readConfig(withFlags(env, flags)), terminal));
    });
  models
    .command("use")
    .description("Choose the bundle that answers")
    .argument("<name>", "an installed bundle, or one that comes with the program")
    .action(async (name: string) => {
      const { use } = await import("./models-install.ts");
      end(await use(name, readConfig(env), terminal));
    });
  models
    .command("remove")
    .description("Delete an installed bundle and its indexes")
    .argument("<name>", "an installed bundle")
    .action(async (name: string) => {
      const { remove } = await import("./models-install.ts");
      end(await remove(name, readConfig(env), terminal));
    });
  models
    .command("verify")
    .description("Check sizes and checksums")
    .argument("[names...]", "bundles; all when none is named")
    .action(async (names: string[]) => {
      const { verifyModels } = await import("./models.ts");
      end(await verifyModels(names, readConfig(env), terminal));
    });
}
