import type { Argument, Command, ErrorOptions, Option } from "commander";
import { printable } from "../../core/contracts/quote.ts";
import { usage } from "./usage.ts";

/**
 * Lets a command and all below it refuse a command line in the words of this project: what came, what was wanted,
 * what to do. The refusals are thrown as faults of usage.
 */
export function explainFaults(command: Command): void {
  command.error = (message: string, options?: ErrorOptions): never => {
    throw usage(explained(command, message, options?.code ?? ""));
  };
  for (const child of command.commands) explainFaults(child);
}

/** The words one types to call a command: `graticule eval run`. */
export function calledAs(command: Command): string {
  return command.parent === null ? command.name() : `${calledAs(command.parent)} ${command.name()}`;
}

function explained(command: Command, message: string, code: string): string {
  const name = calledAs(command);
  const help = `\`${name} --help\` lists`;
  switch (code) {
    case "commander.unknownOption":
      return `${name} has no option ${quoted(quotedIn(message))}.${suggestionIn(message)} ${help} the options.`;
    case "commander.unknownCommand":
      return `${name} has no command ${quoted(command.args[0] ?? "")}.${suggestionIn(message)} ${help} the commands.`;
    case "commander.excessArguments":
      return tooMany(name, command.registeredArguments, command.args);
    case "commander.missingArgument": {
      const missing = command.registeredArguments[command.args.length];
      return `${name} needs ${missing ? described(missing) : "another argument"}.`;
    }
    case "commander.missingMandatoryOptionValue": {
      const missing = command.options.find(
        (option) => option.mandatory && command.getOptionValue(option.attributeName()) == null,
      );
      return `${name} needs ${missing ? flagged(missing) : "another option"}.`;
    }
    case "commander.optionMissingArgument": {
      const flags = quotedIn(message);
      const option = command.options.find((known) => known.flags === flags);
      return `${name}: a value is missing. Write ${option ? flagged(option) : flags}.`;
    }
    default:
      return `${name}: the command line is not understood. ${help} what it takes.`;
  }
}

function tooMany(name: string, wanted: readonly Argument[], got: readonly string[]): string {
  const count = wanted.length === 0 ? "no arguments" : `only ${wanted.map(bracketed).join(" ")}`;
  const surplus = got.slice(wanted.length);
  const more = surplus.length > 1 ? ` and ${surplus.length - 1} more` : "";
  return `${name} takes ${count}, got also ${quoted(surplus[0] ?? "")}${more}. Leave out what is too many, or put quotes around a name with spaces.`;
}

function described(argument: Argument): string {
  return withHelp(bracketed(argument), argument.description);
}

function flagged({ flags, description }: Option): string {
  return withHelp(flags, description);
}

function withHelp(syntax: string, help: string): string {
  return help === "" ? syntax : `${syntax}: ${help}`;
}

function bracketed(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** What commander quotes; what was typed reaches us in no other way where it is an option. */
function quotedIn(message: string): string {
  return /'(.*)'/s.exec(message)?.[1] ?? "";
}

/** Near names that commander found, behind the last of what it quotes. */
function suggestionIn(message: string): string {
  const near = /\(Did you mean (?:one of )?([^'?]+)\?\)$/.exec(message)?.[1];
  return near === undefined ? "" : ` Near it: ${near}.`;
}

/** Longest text of a command line that a message repeats. */
const LONGEST = 60;

function quoted(text: string): string {
  const start = text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  return `"${printable(start)}"`;
}
