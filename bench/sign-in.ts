import { PASSWORD, providerEmail } from "./city.ts";
import { figure, type Report } from "./figure.ts";
import type { LoadOrder } from "./load.ts";
import { load } from "./reads.ts";
import type { Running } from "./server.ts";

const READS = 16;
const SIGN_INS = 20;
const SECONDS = 15;

/**
 * Twenty people a second come in (argon2id, 19 MiB each) while others read: what it costs the readers is told
 * against the same reads without sign-ins, in one run.
 */
export async function signIns(
  server: Running,
  providers: number,
  size: string,
  report: Report,
): Promise<void> {
  const cookie = await server.cookieOf(providerEmail(0));
  const read: LoadOrder = {
    origin: server.origin,
    rate: READS,
    seconds: SECONDS,
    targets: [{ path: "/api/duties", cookie }],
  };
  const coming: LoadOrder = {
    origin: server.origin,
    rate: SIGN_INS,
    seconds: SECONDS,
    targets: Array.from({ length: providers }, (_, i) => ({
      path: "/api/sign-in",
      cookie: "",
      body: JSON.stringify({ email: providerEmail(i), password: PASSWORD }),
    })),
  };
  await load({ ...read, seconds: 3 }); // warm
  const alone = await load(read);
  const [beside, signedIn] = await Promise.all([load(read), load(coming)]);
  for (const [name, result] of Object.entries({ alone, beside, signedIn })) {
    if (result.failures > 0) throw new Error(`${name}: ${result.failures} of ${result.requests} failed`);
  }
  report.add(
    figure(`sign-in at ${SIGN_INS}/s, p50`, signedIn.p50, "ms", { size }),
    figure(`sign-in at ${SIGN_INS}/s, p99`, signedIn.p99, "ms", { reach: 1000, size }),
    figure("a read without sign-ins beside, p99", alone.p99, "ms", {
      size,
      against: `p50 ${alone.p50.toFixed(1)} ms;`,
    }),
    figure(`a read beside ${SIGN_INS} sign-ins/s, p99`, beside.p99, "ms", {
      reach: 50,
      size,
      against: `p50 ${beside.p50.toFixed(1)} ms, ${(beside.p99 / alone.p99).toFixed(1)} times the p99 without;`,
    }),
  );
}
