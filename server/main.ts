import { runService } from "./service/run.ts";

process.exitCode = await runService(process.env);
