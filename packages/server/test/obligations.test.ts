import { describe, expect, test } from "vitest";
import { startApp } from "./app.ts";
import { makeWorld } from "./world.ts";

const app = await startApp({ now: "2026-11-20T02:00:00Z" });
const t0 = performance.now();
const world = await makeWorld(app);
console.log("world", performance.now() - t0);

describe("registering a cloud", () => {
  test("makes an agreement and its obligations", async () => {
    const rows = await world.run("lead", (tx) =>
      tx.selectFrom("obligation").select(["cloud_id", "applicable", "party_role", (eb) => eb.fn.countAll<number>().as("n")])
        .groupBy(["cloud_id", "applicable", "party_role"]).orderBy("cloud_id").execute());
    console.log(rows);
    const periods = await world.run("lead", (tx) =>
      tx.selectFrom("period").select(["cloud_id", "kind", (eb) => eb.fn.countAll<number>().as("n")]).groupBy(["cloud_id", "kind"]).execute());
    console.log(periods);
    expect(rows.length).toBeGreaterThan(0);
  });
});
