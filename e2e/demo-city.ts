import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { freePort, Product } from "./product.ts";

/**
 * The demo city tells itself two years on its first start. It begins before the first journey and is ready,
 * with luck, when the journeys that visit it begin. Who writes tests sets DEMO_CITY_URL to a running one.
 */
export default async function openDemoCity(): Promise<(() => Promise<void>) | undefined> {
  if (process.env["DEMO_CITY_URL"] !== undefined) return;
  const data = mkdtempSync(path.join(os.tmpdir(), "yunjian-e2e-demo-"));
  const city = new Product({ data, port: await freePort(), demo: true });
  city.launch();
  process.env["DEMO_CITY_URL"] = city.url;
  process.env["DEMO_CITY_PID"] = String(city.pid);
  return async () => {
    const code = await city.stop();
    rmSync(data, { recursive: true, force: true });
    if (code !== 0) throw new Error(`the demo city ended with ${code} after SIGTERM:\n${city.printed}`);
  };
}

/** Longer than its two years take to tell on a busy machine. */
export const PATIENCE = 900_000;

/** Its address, once it answers. */
export async function demoCity(): Promise<string> {
  const url = process.env["DEMO_CITY_URL"] ?? "";
  const end = Date.now() + PATIENCE;
  while (!(await answers(`${url}/readyz`))) {
    const pid = Number(process.env["DEMO_CITY_PID"]);
    if (pid > 0) process.kill(pid, 0); // throws when it is gone: nobody waits for a city that fell over
    if (Date.now() > end) throw new Error(`the demo city was not ready after ${PATIENCE / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return url;
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}
