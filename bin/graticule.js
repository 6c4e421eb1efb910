#!/usr/bin/env node
import { compileProgram } from "./compile.js";

// The command `graticule`. The sources are TypeScript, which Node.js 20 does not run: they are compiled at the first
// start and whenever they have changed, beside themselves, where only who may change the program can write.

try {
  const program = await compileProgram();
  await import(new URL("server/cli.js", program).href);
} catch (error) {
  if (error.name !== "CompileError") throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 3;
}
