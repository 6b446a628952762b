/**
 * An open-loop load generator in a process of its own: requests leave at their appointed time whether or not
 * earlier ones came back, and the time counts from the appointment, so a slow server cannot hide behind its
 * own slowness. Speaks to the parent over IPC.
 */
import { Agent, request } from "node:http";
import { percentile, random } from "./figure.ts";

export interface LoadOrder {
  readonly origin: string;
  /** Requests per second. */
  readonly rate: number;
  readonly seconds: number;
  readonly targets: readonly {
    readonly path: string;
    readonly cookie: string;
    /** What is posted as JSON; without one the path is read. */
    readonly body?: string;
  }[];
}

export interface LoadResult {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly requests: number;
  readonly failures: number;
  /** Share of one core that the generator itself used. */
  readonly ownCpu: number;
  /** How late the generator itself sent its requests, p99 in ms: large means that it was the bottleneck. */
  readonly lateness: number;
}

async function run(order: LoadOrder): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: 512 });
  const pick = random(7);
  const total = Math.round(order.rate * order.seconds);
  const times: number[] = [];
  const late: number[] = [];
  let failures = 0;
  const cpu = process.cpuUsage();
  const start = performance.now() + 50;
  const sent = Array.from({ length: total }, async (_, i) => {
    const due = start + (i * 1000) / order.rate;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
    late.push(performance.now() - due);
    const target = order.targets[Math.floor(pick() * order.targets.length)];
    if (!target) return;
    const ok = await ask(agent, order.origin, target);
    if (!ok) failures += 1;
    times.push(performance.now() - due);
  });
  await Promise.all(sent);
  const used = process.cpuUsage(cpu);
  agent.destroy();
  times.sort((a, b) => a - b);
  late.sort((a, b) => a - b);
  return {
    p50: percentile(times, 50),
    p99: percentile(times, 99),
    max: times.at(-1) ?? Number.NaN,
    requests: total,
    failures,
    ownCpu: (used.user + used.system) / 1000 / (performance.now() - start),
    lateness: percentile(late, 99),
  };
}

function ask(agent: Agent, origin: string, target: LoadOrder["targets"][number]): Promise<boolean> {
  return new Promise((resolve) => {
    const sending = request(
      origin + target.path,
      {
        agent,
        method: target.body === undefined ? "GET" : "POST",
        headers: {
          accept: "application/json",
          cookie: target.cookie,
          ...(target.body !== undefined && {
            "content-type": "application/json",
            "idempotency-key": crypto.randomUUID(),
          }),
        },
        timeout: 20_000,
      },
      (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode === 200));
        answer.on("error", () => resolve(false));
      },
    );
    sending.on("timeout", () => sending.destroy());
    sending.on("error", () => resolve(false));
    sending.end(target.body);
  });
}

if (process.send) {
  process.on("message", (order: LoadOrder) => {
    void run(order).then((result) => process.send?.(result));
  });
}
