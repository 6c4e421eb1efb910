import { GraticuleError } from "../../core/contracts/errors.ts";
import { EXIT, type ExitCode } from "../process/exit.ts";
import { ConfigError, readConfig } from "../settings/config.ts";
import type { Environment } from "../settings/definition.ts";
import { PortError } from "./listener.ts";

/**
 * Runs the service until SIGINT or SIGTERM, then drains it; a second signal ends the process at once.
 * Answers the exit code; faults that a person can act on are said on standard error.
 */
export async function runService(env: Environment): Promise<ExitCode> {
  try {
    const config = readConfig(env);
    // Loaded only now: that the configuration is wrong is said at once.
    const [{ pino }, { startService }] = await Promise.all([import("pino"), import("./serve.ts")]);
    const log = pino({ level: config.logLevel, base: null }, pino.destination(2));
    const stopped = firstSignal();
    const service = await startService(config, log, env);
    process.stderr.write(`Graticule listens on ${service.url}\n`);
    const failure = service.ready.then(() => new Promise<never>(() => {}));
    const signal = await Promise.race([stopped, failure]);
    log.info({ signal }, "draining");
    process.once(signal, () => process.exit(EXIT.someFailed));
    await service.close();
    return EXIT.ok;
  } catch (error) {
    return explain(error);
  }
}

function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => resolve(name));
  });
}

function explain(error: unknown): ExitCode {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    return EXIT.usage;
  }
  if (error instanceof PortError || error instanceof GraticuleError) {
    process.stderr.write(`${error.message}\n`);
    // The server still listens; nothing it could answer is left.
    process.exit(EXIT.notReady);
  }
  throw error;
}
