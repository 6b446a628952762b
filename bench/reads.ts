import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createClient, getReviewQueue, listMyDuties, listObligations } from "@yunjian/contract";
import { providerEmail, SUPERVISOR } from "./city.ts";
import { figure, type Report } from "./figure.ts";
import type { LoadOrder, LoadResult } from "./load.ts";
import type { Running } from "./server.ts";

type Target = LoadOrder["targets"][number];

/** The five reads people wait for most, each at the rate of the issue, then all of them up to saturation. */
export async function reads(server: Running, size: string, report: Report): Promise<void> {
  const sets = await targets(server);
  for (const [name, list] of Object.entries(sets)) {
    await load({ origin: server.origin, rate: 16, seconds: 2, targets: list }); // warm
    const result = await load({ origin: server.origin, rate: 16, seconds: 10, targets: list });
    refuseFailures(name, result);
    report.add(
      figure(`${name}, p50 at 16/s`, result.p50, "ms", { size }),
      figure(`${name}, p99 at 16/s`, result.p99, "ms", {
        reach: 50,
        size,
        against: `generator ${(result.ownCpu * 100).toFixed(0)} % of a core, late p99 ${result.lateness.toFixed(1)} ms;`,
      }),
    );
  }
  const all = Object.values(sets).flat();
  let highest = 0;
  for (let rate = 32; rate <= 4096; rate *= 2) {
    const result = await load({ origin: server.origin, rate, seconds: 6, targets: all });
    report.add(
      figure(`all five mixed, p99 at ${rate}/s`, result.p99, "ms", {
        size,
        against: `p50 ${result.p50.toFixed(1)} ms, ${result.failures} failed, generator ${(result.ownCpu * 100).toFixed(0)} % of a core`,
      }),
    );
    if (result.failures > 0 || result.p99 > 1000) break;
    if (result.p99 <= 50) highest = rate;
  }
  report.add(
    figure("highest rate with p99 below 50 ms", highest, "req/s", { reach: 16, better: "higher", size }),
  );
}

async function targets(server: Running): Promise<Record<string, Target[]>> {
  const supervisor = await server.cookieOf(SUPERVISOR);
  const providers = await Promise.all([0, 1, 2, 3].map((i) => server.cookieOf(providerEmail(i))));
  const provider = providers[0] ?? "";
  const as = (cookie: string) => createClient({ baseUrl: server.origin, headers: () => ({ cookie }) });
  const { items: obligations } = await as(provider)(listObligations, { query: { limit: 60 } });
  const { items: duties } = await as(provider)(listMyDuties, { query: {} });
  const { items: queue } = await as(supervisor)(getReviewQueue, { query: {} });
  if (duties.length === 0 || queue.length === 0 || obligations.length === 0)
    throw new Error("the city has empty lists: nothing to measure");
  const words = ["脆弱性", "机房", "备份", "账号", "演练", "日志审计", "scan", "培训"];
  return {
    "my duties": providers.map((cookie) => ({ path: "/api/duties", cookie })),
    "review queue": [{ path: "/api/reviews/queue", cookie: supervisor }],
    "posture matrix, all clouds' totals": [{ path: "/api/posture/matrix", cookie: supervisor }],
    "posture matrix of a provider": providers.map((cookie) => ({ path: "/api/posture/matrix", cookie })),
    "one obligation's history": obligations.map(({ id }) => ({
      path: `/api/obligations/${id}/periods`,
      cookie: provider,
    })),
    "catalogue search": words.map((text) => ({
      path: `/api/catalogue/entries?text=${encodeURIComponent(text)}`,
      cookie: provider,
    })),
  };
}

/** In a process of its own, so that generator and server do not share a core's event loop. */
export function load(order: LoadOrder): Promise<LoadResult> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL("load.ts", import.meta.url)));
    child.once("message", (result) => {
      child.kill();
      resolve(result as LoadResult);
    });
    child.once("error", reject);
    child.send(order);
  });
}

function refuseFailures(name: string, result: LoadResult): void {
  if (result.failures > 0)
    throw new Error(`${name}: ${result.failures} of ${result.requests} requests failed`);
}
