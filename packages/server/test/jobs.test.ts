import { cancelJob, getJob, listJobs, planAhead, Type } from "@yunjian/contract";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { defineJob, enqueue, startJobs } from "../src/platform/jobs/index.ts";
import { createPool } from "../src/platform/postgres/pool.ts";
import { startApp } from "./app.ts";
import { makeWorld } from "./world.ts";

const app = await startApp({ now: "2026-11-20T02:00:00Z" });
const world = await makeWorld(app);

/** What a job could not do is told by its state; the log stays quiet. */
const silent = { info() {}, error() {} };

async function working<T>(work: () => Promise<T>): Promise<T> {
  const pool = createPool(app.appUrl, { max: 3 });
  const jobs = await startJobs({ db: app.db, pool, clock: app.clock.read, log: silent, pollSeconds: 0.5 });
  try {
    return await work();
  } finally {
    await jobs.stop();
    await pool.end();
  }
}

const step = defineJob({
  name: "test.steps",
  schema: Type.Object({ steps: Type.Integer() }),
  handler: async ({ data, progress }) => {
    for (let done = 1; done <= data.steps; done++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      await progress(done, data.steps);
    }
    return { steps: data.steps };
  },
});

describe("jobs", () => {
  test("planning ahead runs as a job whose progress its organisation sees, and nobody else", async () => {
    app.clock.set("2027-11-20T02:00:00Z");
    const [lead, provider] = [await world.as("lead"), await world.as("provider1Lead")];
    const { jobId } = await lead.call(planAhead, { body: {} });
    expect(await lead.call(getJob, { params: { id: jobId } })).toMatchObject({ state: "queued", done: 0 });
    await expect(provider.call(getJob, { params: { id: jobId } })).rejects.toMatchObject({
      problem: { name: "not-found" },
    });
    await working(async () => {
      await expect
        .poll(async () => (await lead.call(getJob, { params: { id: jobId } })).state, { timeout: 15_000 })
        .toBe("done");
    });
    const job = await lead.call(getJob, { params: { id: jobId } });
    expect(job.done).toBeGreaterThan(100);
    expect(job.done).toBe(job.total);
    const last = await world.run("lead", (tx) =>
      tx
        .selectFrom("period")
        .select("span_start")
        .where("span_start", ">=", "2028-12-01")
        .limit(1)
        .executeTakeFirst(),
    );
    expect(last).toBeDefined();
  });

  test("a job exists exactly when the change that asked for it does", async () => {
    const refused = world.run("lead", async (tx, actor, now) => {
      await enqueue(tx, actor, now, step, { steps: 1 });
      throw new Error("changed its mind");
    });
    await expect(refused).rejects.toThrow("changed its mind");
    const jobs = await (await world.as("lead")).call(listJobs, { query: { job: step.name } });
    expect(jobs.items).toEqual([]);
    const queued = await sql<{
      n: number;
    }>`select count(*) as n from pgboss.job where name = ${step.name}`.execute(app.db);
    expect(queued.rows[0]?.n).toBe(0);
  });

  test("a job that is asked to stop ends at its next step", async () => {
    const lead = await world.as("lead");
    const id = await world.run("lead", (tx, actor, now) => enqueue(tx, actor, now, step, { steps: 400 }));
    await working(async () => {
      await expect
        .poll(async () => (await lead.call(getJob, { params: { id } })).done, { timeout: 15_000 })
        .toBeGreaterThan(1);
      await lead.call(cancelJob, { params: { id }, body: {} });
      await expect
        .poll(async () => (await lead.call(getJob, { params: { id } })).state, { timeout: 15_000 })
        .toBe("cancelled");
    });
    expect((await lead.call(getJob, { params: { id } })).done).toBeLessThan(400);
    await expect(lead.call(cancelJob, { params: { id }, body: {} })).rejects.toMatchObject({
      problem: { name: "wrong-state" },
    });
  });

  test("one that nobody has begun never begins", async () => {
    const lead = await world.as("lead");
    const id = await world.run("lead", (tx, actor, now) => enqueue(tx, actor, now, step, { steps: 3 }));
    await lead.call(cancelJob, { params: { id }, body: {} });
    await working(() => new Promise((resolve) => setTimeout(resolve, 1500)));
    expect(await lead.call(getJob, { params: { id } })).toMatchObject({ state: "cancelled", done: 0 });
  });

  test("data that does not fit is refused when it is put in", async () => {
    const wrong = world.run("lead", (tx, actor, now) =>
      enqueue(tx, actor, now, step, { steps: "many" as never }),
    );
    await expect(wrong).rejects.toThrow("does not fit");
  });
});
