/**
 * Reads the evidence store as a whole, on the machine of the data, also while the server runs:
 *   storage.ts check [--rate MB]     MB read per second at most, 50 when not said; 0 for no bound
 *   storage.ts status                what the server's own scrub and the malware scanner know
 * check: every object is decrypted, hashed and compared with its name, and every file the database keeps must be
 * there. Both end with 0 when all is whole, with 7 when something is not.
 */
import { setTimeout as wait } from "node:timers/promises";
import { Refusal } from "@yunjian/domain";
import { overview } from "../features/storage/service.ts";
import { namedObjects } from "../platform/blobs/named.ts";
import { EvidenceProblem } from "../platform/blobs/problem.ts";
import { newestKey } from "../platform/blobs/newest-key.ts";
import { keyPlacesOf, openFolderStore } from "../platform/blobs/store.ts";
import { type Config, readConfig } from "../platform/config.ts";
import { platformActor, withActor } from "../platform/tenancy.ts";
import { withDatabase } from "./database.ts";
import { type Answer, EXIT, runEntry, UsageError } from "./run.ts";

const USAGE = "yunjian storage check [--rate MB] | status";
const MB = 1024 * 1024;
/** People read the first of them; programs get all. */
const SHOWN = 20;

interface Damage {
  readonly key: string;
  /** 'missing', or why it is not whole. */
  readonly fault: string;
}

await runEntry({ rate: { type: "string" } }, USAGE, async ([command, ...rest], { rate = "50", demo }) => {
  if (!["check", "status"].includes(command ?? "") || rest.length > 0 || !/^\d{1,5}$/.test(String(rate)))
    throw new UsageError(`storage: ${[command, ...rest].join(" ")}`);
  const config = readConfig(demo ? ["--demo"] : []);
  return command === "status" ? await status(config) : await check(config, Number(rate));
});

/** What is known without reading anything again: the same as the page shows. */
async function status(config: Config): Promise<Answer> {
  const keysChangedAt = await newestKey(keyPlacesOf(config));
  const found = await withDatabase(config, (db) => {
    const actor = platformActor("storage.status");
    return withActor(db, actor, "read", (tx) => overview(tx, actor, new Date(), keysChangedAt));
  });
  const { objects, bytes, scan, scanner, scrub } = found;
  const { may: _, ...result } = found;
  const there = scanner.reached ? `${scanner.engine} ${scanner.signatures}`.trim() : scanner.problem;
  return {
    result,
    exit: scrub.damaged > 0 ? EXIT.differs : EXIT.done,
    lines: (say) => [
      say(
        `已存文件 ${objects} 个，${Math.ceil(bytes / MB)} MB；损坏或缺失 ${scrub.damaged} 个`,
        `${objects} objects, ${Math.ceil(bytes / MB)} MB; ${scrub.damaged} damaged or missing`,
      ),
      say(
        `巡检：已核对 ${scrub.seen} 个，最久一次 ${told(scrub.oldestSeenAt)}，超期 ${scrub.overdue} 个`,
        `scrub: ${scrub.seen} seen whole, the oldest ${told(scrub.oldestSeenAt)}, ${scrub.overdue} overdue`,
      ),
      say(
        `扫描：未见异常 ${scan.clean}，待扫描 ${scan.waiting}，未扫描 ${scan.unscanned}，含恶意代码 ${scan.infected}，无法扫描 ${scan.failed}`,
        `scan: ${scan.clean} clean, ${scan.waiting} waiting, ${scan.unscanned} not scanned, ${scan.infected} infected, ${scan.failed} not scannable`,
      ),
      scanner.configured
        ? say(
            `扫描引擎：${scanner.reached ? "可用" : "不可用"} ${there}`,
            `scanner: ${scanner.reached ? "there" : "away"} ${there}`,
          )
        : say("扫描引擎：未接入（CLAMD_URL）", "scanner: none (CLAMD_URL)"),
    ],
  };
}

function told(at: Date | null): string {
  return at === null ? "-" : at.toISOString();
}

async function check(config: Config, rate: number): Promise<Answer> {
  const blobs = await openFolderStore(config);
  // Before the walk: what is stored meanwhile is younger than the list.
  const wanted = await withDatabase(config, (db) =>
    withActor(db, platformActor("storage.check"), "read", namedObjects),
  );
  const damages: Damage[] = [];
  const counts = { objects: 0, bytes: 0, unnamed: 0, erased: 0 };
  const begun = performance.now();
  for await (const { key } of blobs.walk()) {
    try {
      const { size } = await blobs.check(key);
      counts.bytes += size;
      const due = rate === 0 ? 0 : (counts.bytes / MB / rate) * 1000;
      await wait(Math.max(0, due - (performance.now() - begun)));
    } catch (error) {
      // Purged since the walk saw it.
      if (error instanceof Refusal && error.code === "not-found") continue;
      if (!(error instanceof EvidenceProblem)) throw error;
      // Destroyed on purpose: nothing to mend.
      if (error.fault === "key-erased") counts.erased += 1;
      else damages.push({ key, fault: error.fault });
    }
    counts.objects += 1;
    if (!wanted.delete(key)) counts.unnamed += 1;
  }
  for (const key of wanted) if (!(await blobs.has(key))) damages.push({ key, fault: "missing" });
  return {
    result: { ...counts, damages },
    exit: damages.length > 0 ? EXIT.differs : EXIT.done,
    lines: (say) => [
      say(
        `核对文件 ${counts.objects} 个，${Math.ceil(counts.bytes / MB)} MB；未被引用 ${counts.unnamed} 个，密钥已销毁 ${counts.erased} 个`,
        `${counts.objects} objects read, ${Math.ceil(counts.bytes / MB)} MB; ${counts.unnamed} that nothing refers to, ${counts.erased} whose key was destroyed`,
      ),
      damages.length === 0
        ? say("全部完好。", "All of it is whole.")
        : say(`损坏或缺失 ${damages.length} 个：`, `${damages.length} damaged or missing:`),
      ...damages.slice(0, SHOWN).map(({ key, fault }) => `  ${fault}  ${key}`),
      ...(damages.length > SHOWN ? [say("  ……（--json 输出全部）", "  ... (--json for all)")] : []),
    ],
  };
}
