import {
  getFile,
  getSubmission,
  listSubmissions,
  listToSign,
  type OutputOf,
  signOffSubmission,
  withdrawSubmission,
} from "@yunjian/contract";
import { SUBMISSION_STATES, type SubmissionState } from "@yunjian/domain";
import { Option } from "commander";
import {
  collect,
  type Context,
  given,
  momentOf,
  remarkEmpty,
  remarkMore,
  requireId,
  sizeOf,
  wrongUse,
} from "../context.ts";
import { download } from "../download.ts";
import { table } from "../output.ts";
import { type Define, limited } from "../program.ts";
import { patiently } from "../retry.ts";
import { PERIOD, SENSITIVITY, SUBMISSION, SUBMISSION_KIND } from "../words.ts";
import { factLines, placeOf } from "./duties.ts";

type Brief = OutputOf<typeof listSubmissions>["items"][number];

export function defineSubmissions(define: Define): void {
  const { say, command, perform } = define;
  const id = say("提交编号", "id of the submission");

  const list = limited(
    command("submissions", "本单位的提交，新的在前", "what my organisation handed in, the newest first"),
    say,
  )
    .addOption(new Option("--state <state>", say("状态", "state")).choices(SUBMISSION_STATES))
    .option("--to-sign", say("只看待签发的", "only what waits for a signature"));
  perform<{ state?: SubmissionState; toSign?: boolean; limit: number }>(
    list,
    async (context, { state, toSign, limit }) => {
      const { call, out } = context;
      if (toSign && state !== undefined)
        throw wrongUse(
          context,
          "--to-sign 与 --state 不能同时使用",
          "--to-sign and --state exclude each other",
        );
      const read = await collect<Brief>(limit, (paging) =>
        toSign
          ? call(listToSign, { query: paging })
          : call(listSubmissions, { query: { ...given({ state }), ...paging } }),
      );
      out.show(read, () => briefLines(context, read.items));
      remarkEmpty(context, read.items, "没有提交。", "No submissions.");
      remarkMore(context, read.next);
    },
  );

  perform(
    command("submission", "一次提交的详情", "one submission").argument("<id>", id),
    async (context, _options, [text = ""]) => {
      const { call, out } = context;
      const submission = await call(getSubmission, { params: { id: requireId(context, text) } });
      out.show(submission, () => submissionLines(context, submission));
    },
  );

  perform(
    command("sign-off", "签发（由编制人以外的人员）", "sign off what somebody else prepared").argument(
      "<id>",
      id,
    ),
    async (context, _options, [text = ""]) => {
      const { call, out, lang } = context;
      const submission = await call(getSubmission, { params: { id: requireId(context, text) } });
      const params = { id: submission.id };
      const idempotencyKey = crypto.randomUUID();
      const signed =
        submission.state === "submitted" && submission.signedOffBy !== null
          ? {
              id: submission.id,
              number: submission.number,
              state: submission.state,
              version: submission.version,
            }
          : await patiently(() =>
              call(signOffSubmission, { params, body: { version: submission.version } }, { idempotencyKey }),
            );
      out.show(signed, () => [[signed.number ?? "", SUBMISSION[signed.state][lang], signed.id].join("  ")]);
    },
  );

  const withdraw = command("withdraw", "撤回提交（受理前）", "withdraw before receipt")
    .argument("<id>", id)
    .option("--note <text>", say("原因", "why"));
  perform<{ note?: string }>(withdraw, async (context, { note }, [text = ""]) => {
    const { call, out, lang } = context;
    const submission = await call(getSubmission, { params: { id: requireId(context, text) } });
    if (submission.state !== "withdrawn") {
      const idempotencyKey = crypto.randomUUID();
      const body = { version: submission.version, ...given({ note }) };
      await patiently(() =>
        call(withdrawSubmission, { params: { id: submission.id }, body }, { idempotencyKey }),
      );
    }
    const { number, version, state } = await call(getSubmission, { params: { id: submission.id } });
    out.show({ id: submission.id, number, version, state }, () => [
      [number ?? "", SUBMISSION[state][lang], submission.id].join("  "),
    ]);
  });

  const fetched = command("download", "下载文件并核对校验值", "download a file and check it")
    .argument("<file>", say("文件编号", "id of the file"))
    .option(
      "-o, --output <path>",
      say(
        "保存位置；- 为标准输出（缺省为文件原名）",
        "where to; - for standard output; its own name otherwise",
      ),
    )
    .option("--force", say("覆盖已有文件", "write over a file that is there"));
  perform<{ output?: string; force?: boolean }>(fetched, async (context, { output, force }, [text = ""]) => {
    const file = await context.call(getFile, { params: { id: requireId(context, text) } });
    const to = await download(context, file, output, force ?? false);
    if (to === undefined) return;
    const { id: fileId, name, size, sha256 } = file;
    context.out.show({ id: fileId, name, size, sha256, path: to }, () => [
      `${to}  ${sizeOf(size)}  SHA-256 ${sha256}`,
    ]);
  });
}

function briefLines({ lang, say }: Context, items: readonly Brief[]): string[] {
  return table(
    items.map((item) => [
      momentOf(item.submittedAt ?? item.sentAt ?? item.createdAt),
      item.number ?? "—",
      SUBMISSION[item.state][lang],
      SUBMISSION_KIND[item.kind][lang],
      say(`周期 ${item.periods}，文件 ${item.files}`, `${item.periods} period(s), ${item.files} file(s)`),
      item.title,
      item.id,
    ]),
  );
}

function submissionLines({ lang, say }: Context, submission: OutputOf<typeof getSubmission>): string[] {
  const who = (person: { name: string } | null, at: string | null) =>
    person && `${person.name}${at === null ? "" : `  ${momentOf(at)}`}`;
  const facts: [string, string | null][] = [
    [say("状态", "state"), SUBMISSION[submission.state][lang]],
    [say("类型", "kind"), SUBMISSION_KIND[submission.kind][lang]],
    [say("版本", "version"), String(submission.versionNo)],
    [say("编制", "prepared"), who(submission.createdBy, submission.createdAt)],
    [say("送签", "sent for sign-off"), who(submission.sentBy, submission.sentAt)],
    [say("退回意见", "sent back"), submission.sentBackNote],
    [say("签发", "signed off"), who(submission.signedOffBy, null)],
    [say("提交", "handed in"), who(submission.submittedBy, submission.submittedAt)],
    [say("说明", "statement"), submission.statement],
  ];
  return [
    `${submission.number ?? ""}  ${submission.title}`.trim(),
    ...factLines(facts),
    ...table(
      submission.periods.map((period) => [
        `  ${period.duty.id}`,
        placeOf(period),
        period.label,
        PERIOD[period.state][lang],
        period.id,
      ]),
    ),
    ...table(
      submission.files.map((file) => [
        `  ${file.name}`,
        sizeOf(file.size),
        SENSITIVITY[file.sensitivity][lang],
        file.id,
      ]),
    ),
  ];
}
