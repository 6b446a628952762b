/**
 * Keys of the evidence store, on the machine of the data, also while the server runs (docs/EVIDENCE.md):
 *   keys.ts status
 *   keys.ts rotate [--org SPACE | --root]          every organisation when neither is said; a new root key is made in
 *                                                  the token when there is one (EVIDENCE_PKCS11), unless --to-file
 *   keys.ts forget --days N                        retired keys that nothing needs any more
 *   keys.ts erase --org SPACE --confirm SPACE --reason TEXT --approved-by TEXT
 * Rotating and destroying are entries of the record. Ends with 0 when done, 7 when some object could not be rewrapped.
 */
import {
  eraseSpace,
  forgetOld,
  type Going,
  keyStatus,
  rewrapAll,
  rotateRoot,
  rotateSpace,
} from "../platform/blobs/rotation.ts";
import { EvidenceProblem } from "../platform/blobs/problem.ts";
import { keyPlacesOf, openFolderStore } from "../platform/blobs/store.ts";
import { TokenProblem } from "../platform/blobs/token.ts";
import { type Config, readConfig } from "../platform/config.ts";
import { emit } from "../platform/events.ts";
import { PLATFORM } from "../platform/ledger/mended.ts";
import { OperationError } from "../platform/postgres/errors.ts";
import { platformActor, withActor } from "../platform/tenancy.ts";
import { withDatabase } from "./database.ts";
import { type Answer, EXIT, runEntry, UsageError } from "./run.ts";

const USAGE = `yunjian keys status
yunjian keys rotate [--org ID | --root [--to-file]]
yunjian keys forget --days N
yunjian keys erase --org ID --confirm ID --reason TEXT --approved-by TEXT`;
const DAY = 86_400_000;

const FLAGS = {
  org: { type: "string" },
  root: { type: "boolean" },
  "to-file": { type: "boolean" },
  days: { type: "string" },
  reason: { type: "string" },
  confirm: { type: "string" },
  "approved-by": { type: "string" },
} as const;

await runEntry(FLAGS, USAGE, async ([command, ...rest], values) => {
  if (rest.length > 0) throw new UsageError(`keys: ${rest.join(" ")}`);
  const config = readConfig(values["demo"] ? ["--demo"] : []);
  const org = typeof values["org"] === "string" ? values["org"] : undefined;
  try {
    if (command === "status") return await status(config);
    if (command === "rotate" && !(org && values["root"]))
      return values["root"] ? await root(config, values["to-file"] === true) : await rotate(config, org);
    if (command === "forget" && /^\d{1,5}$/.test(String(values["days"] ?? "")))
      return await forget(config, Number(values["days"]));
    const [reason, approvedBy] = [values["reason"], values["approved-by"]].map((each) =>
      typeof each === "string" ? each.trim() : "",
    );
    if (command === "erase" && org && values["confirm"] === org && reason && approvedBy)
      return await erase(config, org, { reason, approvedBy });
  } catch (error) {
    if (error instanceof EvidenceProblem) throw problemText(error);
    if (error instanceof TokenProblem) throw new OperationError(error.zh, error.en);
    throw error;
  }
  throw new UsageError(`keys: ${command ?? "?"}`);
});

async function status(config: Config): Promise<Answer> {
  // Opening makes what a first start would make.
  const blobs = await openFolderStore(config);
  const result = { ...(await keyStatus(keyPlacesOf(config))), sealed: 0, plain: 0 };
  for await (const { sealed } of blobs.walk()) result[sealed ? "sealed" : "plain"] += 1;
  return {
    result,
    exit: EXIT.done,
    lines: (say) => [
      say(
        `已加密文件 ${result.sealed} 个，待加密的旧文件 ${result.plain} 个`,
        `${result.sealed} objects encrypted, ${result.plain} of an older version wait for it`,
      ),
      ...result.roots.map(({ id, createdAt, rings, token }) =>
        say(
          `根密钥 ${id}：${createdAt} 生成，位于${token ?? "文件"}，保护 ${rings} 个机构的密钥`,
          `root key ${id}: made ${createdAt}, in ${token ?? "a file"}, wraps the keys of ${rings}`,
        ),
      ),
      ...result.spaces.map(({ space, keys, erasedAt }) =>
        erasedAt === null
          ? say(
              `机构 ${space}：密钥 ${keys.length} 个，当前 ${keys[0]?.id}（${keys[0]?.createdAt}）`,
              `${space}: ${keys.length} key(s), in use ${keys[0]?.id} of ${keys[0]?.createdAt}`,
            )
          : say(`机构 ${space}：密钥已于 ${erasedAt} 销毁`, `${space}: destroyed ${erasedAt}`),
      ),
    ],
  };
}

async function root(config: Config, toFile: boolean): Promise<Answer> {
  await openFolderStore(config);
  const result = await rotateRoot(keyPlacesOf(config), { toFile });
  const [zhPlace, enPlace] = result.token === null ? ["文件", "a file"] : [result.token, result.token];
  await recordRotation(config, { what: "root", spaces: result.rings, objects: 0 });
  return {
    result,
    exit: EXIT.done,
    lines: (say) => [
      say(
        `根密钥已更换为 ${result.root}（位于${zhPlace}），重新包裹 ${result.rings} 个机构的密钥。请备份 keys 目录。`,
        `The root key is ${result.root} now, in ${enPlace}, and wraps the keys of ${result.rings}. Back the keys folder up.`,
      ),
    ],
  };
}

async function rotate(config: Config, org: string | undefined): Promise<Answer> {
  const places = keyPlacesOf(config);
  const blobs = await openFolderStore(config);
  const { spaces } = await keyStatus(places);
  const chosen = spaces.filter(({ space, erasedAt }) => (org ? space === org : erasedAt === null));
  if (org && chosen.length === 0) throw new EvidenceProblem("key-missing", org);
  for (const { space } of chosen) await rotateSpace(places, config.evidence.cipher, space, new Date());
  const result = await rewrapAll(blobs, new Set(chosen.map((each) => each.space)), going());
  await recordRotation(config, { what: "space", spaces: chosen.length, objects: result.changed });
  return {
    result: { spaces: chosen.length, ...result },
    exit: result.problems.length > 0 ? EXIT.differs : EXIT.done,
    lines: (say) => [
      say(
        `已更换 ${chosen.length} 个机构的密钥，重新包裹 ${result.changed}/${result.seen} 个文件的数据密钥。请备份 keys 目录。`,
        `${chosen.length} key(s) rotated, ${result.changed} of ${result.seen} data keys wrapped anew. Back the keys folder up.`,
      ),
      ...result.problems,
    ],
  };
}

async function forget(config: Config, days: number): Promise<Answer> {
  const blobs = await openFolderStore(config);
  const before = new Date(Date.now() - days * DAY);
  const result = await forgetOld(keyPlacesOf(config), blobs, before, going());
  return {
    result,
    exit: result.problems.length > 0 ? EXIT.differs : EXIT.done,
    lines: (say) => [
      say(
        `已删除停用满 ${days} 天的密钥 ${result.forgotten.length} 个；更早的文件备份须用当时的密钥备份才能读取。`,
        `${result.forgotten.length} key(s) retired for ${days} days are gone; older backups of objects need the keys backed up then.`,
      ),
      ...result.problems,
    ],
  };
}

async function erase(
  config: Config,
  org: string,
  secret: { reason: string; approvedBy: string },
): Promise<Answer> {
  const at = new Date();
  const places = keyPlacesOf(config);
  await withDatabase(config, (db) =>
    withActor(db, platformActor("keys.erase"), "write", async (tx) => {
      await emit(tx, platformActor("keys.erase"), at, {
        kind: "evidence.keys-destroyed",
        object: { type: "platform", id: PLATFORM },
        subjectId: null,
        data: { org },
        secret,
      });
      // Before the commit: if it fails nothing is recorded as destroyed that was not.
      await eraseSpace(places, org, { at: at.toISOString(), reason: secret.reason, by: [secret.approvedBy] });
    }),
  );
  return {
    result: { org, erasedAt: at.toISOString() },
    exit: EXIT.done,
    lines: (say) => [
      say(
        "该机构的密钥已销毁，其全部文件不可再读。密钥备份中仍有旧密钥：最后一份密钥备份到期删除后，销毁才算完成。",
        "The keys are destroyed and none of its files opens any more. Backups of the keys still hold them: erasure is complete when the last of those is gone.",
      ),
    ],
  };
}

/** That keys changed is for the record; which key is in use is not. */
async function recordRotation(
  config: Config,
  data: { what: string; spaces: number; objects: number },
): Promise<void> {
  await withDatabase(config, (db) =>
    withActor(db, platformActor("keys.rotate"), "write", (tx) =>
      emit(tx, platformActor("keys.rotate"), new Date(), {
        kind: "evidence.keys-rotated",
        object: { type: "platform", id: PLATFORM },
        subjectId: null,
        data,
      }),
    ),
  );
}

function going(): Going {
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => abort.abort());
  return {
    signal: abort.signal,
    onProgress: (seen, changed) => {
      if (process.stderr.isTTY && seen % 100 === 0) process.stderr.write(`\r\u001b[K${changed}/${seen}`);
    },
  };
}

function problemText({ fault, message }: EvidenceProblem): OperationError {
  const texts: Partial<Record<EvidenceProblem["fault"], [string, string]>> = {
    "key-missing": [
      "找不到密钥（机构标识是否正确？）",
      "The key is not there (is the organisation's id right?)",
    ],
    "key-erased": ["该机构的密钥已销毁", "The keys of this organisation were destroyed"],
  };
  const [zh, en] = texts[fault] ?? ["证据存储异常", "The evidence store has a problem"];
  return new OperationError(`${zh}：${message}`, `${en}: ${message}`);
}
