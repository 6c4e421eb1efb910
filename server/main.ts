import { runService } from "./process/run-service.ts";

process.exitCode = await runService(process.env);
