import { createSubmission, type InputOf, MAX_FILES } from "@yunjian/contract";
import { type Sensitivity, SENSITIVITIES } from "@yunjian/domain";
import { Option } from "commander";
import { type Context, requireId, wrongUse } from "../context.ts";
import { table } from "../output.ts";
import { type Define, several } from "../program.ts";
import { earlierOf, type HandedIn } from "../repetition.ts";
import { patiently } from "../retry.ts";
import { requireOpen, resolvePeriods, type Served, servedLine, type Wanted } from "../resolve.ts";
import { stateFolder } from "../session.ts";
import { localFiles } from "../upload/local-file.ts";
import { UploadStore } from "../upload/store.ts";
import { fingerprintOf, uploadFile } from "../upload/upload.ts";
import { SUBMISSION } from "../words.ts";

interface SubmitOptions extends Wanted {
  readonly title?: string;
  readonly statement?: string;
  readonly sensitivity?: Sensitivity;
  readonly nil?: boolean;
  readonly unchangedSince?: string;
}

export function defineSubmit({ say, command, perform }: Define): void {
  const submit = command(
    "submit",
    "提交交付件：一份材料可同时用于多个控制项和云平台；上传中断后重新执行即可续传",
    "hand in: one file may serve several rows and clouds; an interrupted upload goes on where it stopped",
  )
    .argument("[files...]", say("要提交的文件", "files to hand in"))
    .option("--period <id>", say("周期编号，可多次", "period, repeatable"), several)
    .option(
      "--duty <id>",
      say("控制项或策略编号，例如 JGK-A-47，可多次", "row or policy, as JGK-A-47, repeatable"),
      several,
    )
    .option("--cloud <name>", say("云平台名称或编号，可多次", "cloud by name or id, repeatable"), several)
    .option("--subject <name>", say("机房或系统名称，可多次", "site or system by name, repeatable"), several)
    .option(
      "--span <label>",
      say("所属周期，例如 2026-11、2026Q4、2026", "which turn, as 2026-11, 2026Q4, 2026"),
    )
    .addOption(
      new Option(
        "--sensitivity <level>",
        say(
          "文件的敏感程度（有文件时必填）；涉密文件不得上传",
          "how sensitive the files are; needed with files",
        ),
      ).choices(SENSITIVITIES),
    )
    .option(
      "--title <text>",
      say("标题（缺省由控制项和周期生成）", "title; made from row and period otherwise"),
    )
    .option("--statement <text>", say("情况说明", "statement"))
    .addOption(
      new Option("--nil", say("零报告：本周期内未发生", "nil report: nothing happened")).conflicts(
        "unchangedSince",
      ),
    )
    .option(
      "--unchanged-since <submission>",
      say("无变化声明：所引用的已审核通过的提交编号", "declare unchanged since that submission"),
    );

  perform<SubmitOptions>(submit, async (context, options, paths) => {
    const { out } = context;
    const kind = options.nil ? "nil-report" : options.unchangedSince !== undefined ? "unchanged" : "files";
    checkKind(context, kind, options, paths);
    const files = await localFiles(context, paths);
    const periods = await resolvePeriods(context, options);
    for (const line of table(periods.map((period) => servedLine(context, period)))) out.remark(line);

    const wanted = { kind, periods, files, title: options.title, statement: options.statement } as const;
    const earlier = await earlierOf(context, wanted);
    if (earlier) {
      out.remark(
        context.say(
          "同样的材料此前已提交，本次不再重复提交。",
          "The same was handed in before; nothing was sent again.",
        ),
      );
      showHandedIn(context, { ...earlier, repeated: true }, periods, files);
      return;
    }

    requireOpen(context, periods);
    const store = new UploadStore(stateFolder());
    await store.forgetOld(context.now());
    const { sensitivity } = options;
    const uploaded = [];
    for (const file of files)
      if (sensitivity) uploaded.push(await uploadFile(context, store, file, sensitivity));
    const body: InputOf<typeof createSubmission>["body"] = {
      periodIds: periods.map((period) => period.id),
      kind,
      submit: true,
      source: "cli",
      ...(options.title !== undefined && { title: options.title }),
      ...(options.statement !== undefined && { statement: options.statement }),
      ...(uploaded.length > 0 && { files: uploaded.map(({ fileId }) => ({ fileId })) }),
      ...(options.unchangedSince !== undefined && {
        unchangedSince: requireId(context, options.unchangedSince),
      }),
    };
    const idempotencyKey = crypto.randomUUID();
    const handedIn = await patiently(() => context.call(createSubmission, { body }, { idempotencyKey }));
    if (sensitivity)
      for (const file of files) await store.removeUpload(fingerprintOf(context, file, sensitivity));
    showHandedIn(context, { ...handedIn, repeated: false }, periods, uploaded);
  });
}

function checkKind(
  context: Context,
  kind: "files" | "nil-report" | "unchanged",
  options: SubmitOptions,
  paths: readonly string[],
): void {
  const written = (options.statement ?? "").trim() !== "";
  if (kind === "files" && paths.length === 0 && !written) {
    throw wrongUse(
      context,
      "请给出要提交的文件；没有文件时请写 --statement，或用 --nil、--unchanged-since",
      "name the files; without any give --statement, --nil or --unchanged-since",
    );
  }
  if (kind !== "files" && paths.length > 0) {
    throw wrongUse(
      context,
      "零报告和无变化声明不带文件",
      "nil reports and declarations “unchanged” carry no files",
    );
  }
  if (paths.length > MAX_FILES)
    throw wrongUse(context, `一次最多 ${MAX_FILES} 个文件`, `at most ${MAX_FILES} files at once`);
  if (paths.length > 0 && options.sensitivity === undefined) {
    throw wrongUse(
      context,
      "请用 --sensitivity 声明文件的敏感程度：public 公开、internal 内部、sensitive 敏感；涉密文件不得上传",
      "declare how sensitive the files are by --sensitivity public, internal or sensitive; state secrets must not be uploaded",
    );
  }
}

function showHandedIn(
  { out, say, lang }: Context,
  handedIn: HandedIn & { readonly repeated: boolean },
  periods: readonly Served[],
  files: readonly { readonly name: string; readonly sha256: string }[],
): void {
  const result = {
    ...handedIn,
    periods: periods.map(({ id, duty, cloud, subject, label }) => ({
      id,
      duty: duty.id,
      cloud: cloud.name,
      subject: subject.name,
      label,
    })),
    files: files.map(({ name, sha256 }) => ({ name, sha256 })),
  };
  out.show(result, () => [
    [
      handedIn.number ?? say("（尚无文号）", "(no number yet)"),
      SUBMISSION[handedIn.state][lang],
      handedIn.id,
    ].join("  "),
    ...(handedIn.state === "awaiting-sign-off"
      ? [
          say(
            "须由本单位另一名有权人员签发后才算提交。",
            "Another person of your organisation has to sign it off.",
          ),
        ]
      : []),
  ]);
}
