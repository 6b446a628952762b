import { pino, type DestinationStream, type Logger } from "pino";
import type { LogLevel } from "./config.ts";
import { databaseErrorFacts, withoutSecrets } from "./postgres/errors.ts";

export type Log = Logger;

type SerialisedError = {
  type: string;
  message: string;
  stack?: string;
  cause?: SerialisedError;
  [fact: string]: unknown;
};

/** Only what is named here is written: errors of libraries carry sockets, configurations and row values. */
export function serialiseError(error: unknown, depth = 0): SerialisedError {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutSecrets(String(error)) };
  const { name, ...facts } = databaseErrorFacts(error);
  const serialised: SerialisedError = { type: name, ...facts };
  const code = (error as { code?: unknown }).code;
  if (typeof code === "string") serialised["code"] = code;
  if (error.stack !== undefined) serialised.stack = withoutSecrets(error.stack);
  if (error.cause !== undefined && depth < 3) serialised.cause = serialiseError(error.cause, depth + 1);
  return serialised;
}

export type LogOptions = {
  level: LogLevel;
  /** A person watches: one readable line instead of JSON. */
  readable?: boolean;
  destination?: DestinationStream;
};

export function createLog(options: LogOptions): Log {
  const destination = options.destination ?? process.stdout;
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: serialiseError, error: serialiseError },
      redact: {
        paths: [
          "password",
          "token",
          "*.password",
          "*.token",
          "*.headers.authorization",
          "*.headers.cookie",
          "headers.authorization",
          "headers.cookie",
        ],
        censor: "***",
      },
    },
    options.readable ? { write: (line) => void destination.write(readable(line)) } : destination,
  );
}

function readable(line: string): string {
  const { time, level, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const facts = Object.entries(rest).map(
    ([key, value]) => `${key}=${typeof value === "string" ? oneLine(value) : JSON.stringify(value)}`,
  );
  const problem = (err ?? undefined) as SerialisedError | undefined;
  const parts = [String(time).slice(11, 19), String(level).padEnd(5), oneLine(String(msg ?? "")), ...facts];
  if (problem) parts.push(problem.stack ?? problem.message);
  return `${parts.join(" ")}\n`;
}

/** A value that came from outside writes no second line and moves no cursor. */
function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the point of it
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, "·");
}
