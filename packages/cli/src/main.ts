import { CommanderError } from "commander";
import manifest from "../package.json" with { type: "json" };
import { sayIn } from "./context.ts";
import { defineAuthorisations } from "./commands/authorisations.ts";
import { defineIncidents } from "./commands/incidents.ts";
import { defineCatalogue } from "./commands/catalogue.ts";
import { defineClouds } from "./commands/clouds.ts";
import { defineDuties } from "./commands/duties.ts";
import { defineKeys } from "./commands/keys.ts";
import { defineLedger } from "./commands/ledger.ts";
import { defineMe } from "./commands/me.ts";
import { defineNotices } from "./commands/notices.ts";
import { defineOperation } from "./commands/operation.ts";
import { defineReadiness } from "./commands/readiness.ts";
import { defineRecord } from "./commands/record.ts";
import { defineRectifications } from "./commands/rectifications.ts";
import { defineReviews } from "./commands/reviews.ts";
import { defineSubmissions } from "./commands/submissions.ts";
import { defineSubmit } from "./commands/submit.ts";
import { defineVerify } from "./commands/verify.ts";
import { defineWitness } from "./commands/witness.ts";
import { Output } from "./output.ts";
import { definer, newProgram, wrongCall } from "./program.ts";
import { EXIT, langOf } from "./session.ts";

const argv = process.argv.slice(2);
const lang = langOf(/^(zh|en)$/.exec(valueOf("--lang") ?? "")?.[1]);
const out = new Output(argv.includes("--json"), lang);
const program = newProgram(lang, manifest.version);
const define = definer(program, lang, () => new Date());

for (const part of [
  defineMe,
  defineDuties,
  defineSubmit,
  defineSubmissions,
  defineReviews,
  defineRectifications,
  defineAuthorisations,
  defineIncidents,
  defineReadiness,
  defineClouds,
  defineCatalogue,
  defineNotices,
  defineRecord,
  defineLedger,
  defineVerify,
  defineKeys,
  defineWitness,
  defineOperation,
]) {
  part(define);
}

// A reader that closed early, as `| head` does, is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(process.exitCode ?? EXIT.done);
});

try {
  await program.parseAsync(argv, { from: "user" });
} catch (error) {
  if (!(error instanceof CommanderError)) out.fail(error);
  else if (error.code === "commander.help") process.exitCode = EXIT.usage;
  else if (error.exitCode !== 0) out.fail(wrongCall(error, sayIn(lang)));
}

/** The language is needed before anything is parsed: the help is written in it. */
function valueOf(option: string): string | undefined {
  const at = argv.findIndex((each) => each === option || each.startsWith(`${option}=`));
  return argv[at]?.includes("=") ? argv[at].slice(option.length + 1) : argv[at + 1];
}
