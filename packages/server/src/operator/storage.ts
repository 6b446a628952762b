/**
 * Reads the evidence store as a whole, on the machine of the data, also while the server runs:
 *   storage.ts check [--rate MB]     MB read per second at most, 50 when not said; 0 for no bound
 * Every object is decrypted, hashed and compared with its name, and every file the database keeps must be
 * there. Ends with 0 when all is whole, with 7 when something is not.
 */
import { setTimeout as wait } from "node:timers/promises";
import { Refusal } from "@yunjian/domain";
import { namedObjects } from "../platform/blobs/named.ts";
import { EvidenceProblem } from "../platform/blobs/problem.ts";
import { openFolderStore } from "../platform/blobs/store.ts";
import { readConfig } from "../platform/config.ts";
import { platformActor, withActor } from "../platform/tenancy.ts";
import { withDatabase } from "./database.ts";
import { EXIT, runEntry, UsageError } from "./run.ts";

const USAGE = "yunjian storage check [--rate MB]";
const MB = 1024 * 1024;
/** People read the first of them; programs get all. */
const SHOWN = 20;

interface Damage {
  readonly key: string;
  /** 'missing', or why it is not whole. */
  readonly fault: string;
}

await runEntry({ rate: { type: "string" } }, USAGE, async ([command, ...rest], { rate = "50", demo }) => {
  if (command !== "check" || rest.length > 0 || !/^\d{1,5}$/.test(String(rate)))
    throw new UsageError(`storage: ${[command, ...rest].join(" ")}`);
  const config = readConfig(demo ? ["--demo"] : []);
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
      const due = Number(rate) === 0 ? 0 : (counts.bytes / MB / Number(rate)) * 1000;
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
});
