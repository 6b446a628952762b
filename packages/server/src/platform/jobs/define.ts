import type { Static, TSchema } from "typebox";
import { Check } from "typebox/value";
import type { Db, Tx } from "../tenancy.ts";

/** What a job is given to work with. */
export interface JobRun<T> {
  readonly db: Db;
  readonly data: T;
  readonly now: () => Date;
  readonly log: JobLog;
  /** One transaction in the platform's own name: everything is visible, nothing is anybody's. */
  readonly inTransaction: <R>(work: (tx: Tx) => Promise<R>) => Promise<R>;
  /** Tells how far it is; throws `JobCancelled` when somebody asked it to stop. */
  readonly progress: (done: number, total: number) => Promise<void>;
}

export interface JobLog {
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export interface JobDefinition<S extends TSchema = TSchema> {
  readonly name: string;
  readonly schema: S;
  /** Cron, Shanghai time. The job is given `{}` then, so its schema has to allow that. */
  readonly schedule?: string;
  /** What it returns is shown with the finished job. */
  readonly handler: (run: JobRun<Static<S>>) => Promise<unknown>;
}

/** Somebody asked the job to stop: what was done in finished transactions stays. */
export class JobCancelled extends Error {
  override readonly name = "JobCancelled";
}

const definitions = new Map<string, JobDefinition>();

/** Declares a job; a feature's jobs.ts does so when it is loaded. */
export function defineJob<S extends TSchema>(definition: JobDefinition<S>): JobDefinition<S> {
  definitions.set(definition.name, definition);
  return definition;
}

export function definedJobs(): readonly JobDefinition[] {
  return [...definitions.values()];
}

/** Data from the queue was written by an older edition perhaps: better refused than misread. */
export function requireData<S extends TSchema>(
  job: Pick<JobDefinition<S>, "name" | "schema">,
  data: unknown,
): Static<S> {
  if (!Check(job.schema, data)) throw new Error(`job ${job.name}: the data does not fit its schema`);
  return data;
}
