import {
  getRectification,
  listRectifications,
  type OutputOf,
  planRectificationOf,
  progressRectificationOf,
  proveRectificationOf,
  receiveRectificationOf,
} from "@yunjian/contract";
import {
  isIsoDate,
  RECTIFICATION_STATES,
  type RectificationState,
  type Sensitivity,
  SENSITIVITIES,
} from "@yunjian/domain";
import { type Command, Option } from "commander";
import {
  collect,
  type Context,
  dayOf,
  given,
  momentOf,
  remaining,
  remarkEmpty,
  remarkMore,
  wrongUse,
} from "../context.ts";
import { cloudOf, rectificationIdOf } from "../find.ts";
import { table } from "../output.ts";
import { type Define, limited } from "../program.ts";
import { patiently } from "../retry.ts";
import { stateFolder } from "../session.ts";
import { localFiles } from "../upload/local-file.ts";
import { UploadStore } from "../upload/store.ts";
import { fingerprintOf, uploadFile } from "../upload/upload.ts";
import { RECTIFICATION, SEVERITY, STEP } from "../words.ts";
import { factLines, placeOf } from "./duties.ts";

type Item = OutputOf<typeof listRectifications>["items"][number];
type Rectification = OutputOf<typeof getRectification>;
type StepKind = Rectification["steps"][number]["kind"];
type Moved = OutputOf<typeof receiveRectificationOf>;

interface ListOptions {
  readonly overdue?: boolean;
  readonly mine?: boolean;
  readonly state?: RectificationState;
  readonly cloud?: string;
  readonly limit: number;
}
interface StepOptions {
  readonly text: string;
  readonly on?: string;
  readonly sensitivity?: Sensitivity;
}

export function defineRectifications({ say, command, perform }: Define): void {
  const id = say("整改编号或文号，例如 整改〔2026〕17号", "id or number, as 整改〔2026〕17号");
  const list = limited(
    command("rectifications", "整改，急的在前", "rectifications, the most urgent first"),
    say,
  )
    .option("--overdue", say("只看逾期的", "only overdue ones"))
    .option("--mine", say("只看该本单位办理的", "only where it is my organisation's turn"))
    .addOption(new Option("--state <state>", say("状态", "state")).choices(RECTIFICATION_STATES))
    .option("--cloud <name>", say("云平台名称或编号", "cloud, by name or id"));
  perform<ListOptions>(list, async (context, { overdue, mine, state, cloud, limit }) => {
    const { call, out } = context;
    const cloudId = cloud === undefined ? undefined : (await cloudOf(context, cloud)).id;
    const query = given({ overdue, mine, state: state && [state], cloudId });
    const read = await collect(limit, (paging) =>
      call(listRectifications, { query: { ...query, ...paging } }),
    );
    out.show(read, () => itemLines(context, read.items));
    remarkEmpty(context, read.items, "没有整改。", "No rectifications.");
    remarkMore(context, read.next);
  });

  perform(
    command("rectification", "一项整改的详情和经过", "one rectification and what happened").argument(
      "<id>",
      id,
    ),
    async (context, _options, [text = ""]) => {
      const rectification = await load(context, text);
      context.out.show(rectification, () => detailLines(context, rectification));
    },
  );

  perform(
    command(
      "receive",
      "签收整改通知，整改期限自此起算",
      "sign for a rectification; its window starts",
    ).argument("<id>", id),
    async (context, _options, [text = ""]) => {
      const rectification = await load(context, text);
      if (rectification.receivedAt !== null) return showMoved(context, rectification, true);
      const idempotencyKey = crypto.randomUUID();
      const input = { params: { id: rectification.id }, body: { version: rectification.version } };
      showMoved(context, {
        ...rectification,
        ...(await patiently(() => context.call(receiveRectificationOf, input, { idempotencyKey }))),
      });
    },
  );

  const step = (name: string, zh: string, en: string): Command =>
    command(name, zh, en)
      .argument("<id>", id)
      .argument("[files...]", say("附件", "files"))
      .requiredOption("--text <text>", say("说明", "words"))
      .addOption(
        new Option(
          "--sensitivity <level>",
          say("附件的敏感程度（有附件时必填）", "how sensitive the files are; needed with files"),
        ).choices(SENSITIVITIES),
      );

  perform<StepOptions>(
    step("plan", "提交整改计划", "file the plan").requiredOption(
      "--on <date>",
      say("计划完成日期", "planned for"),
    ),
    async (context, options, args) => {
      const plannedOn = options.on ?? "";
      if (!isIsoDate(plannedOn))
        throw wrongUse(
          context,
          `“${plannedOn}”不是日期，例如 2026-12-10`,
          `“${plannedOn}” is not a date, as 2026-12-10`,
        );
      await takeStep(context, "plan", options, args, ({ params, body, once }) =>
        context.call(planRectificationOf, { params, body: { ...body, plannedOn } }, once),
      );
    },
  );
  perform<StepOptions>(step("progress", "登记整改进展", "tell how far it is"), (context, options, args) =>
    takeStep(context, "progress", options, args, ({ params, body, once }) =>
      context.call(progressRectificationOf, { params, body }, once),
    ),
  );
  perform<StepOptions>(
    step("prove", "提交整改证明，由监管方复核", "file the proof; the supervisor reassesses"),
    (context, options, args) =>
      takeStep(context, "proof", options, args, ({ params, body, once }) =>
        context.call(proveRectificationOf, { params, body }, once),
      ),
  );
}

interface StepInput {
  readonly params: { readonly id: string };
  readonly body: { readonly version: number; readonly text: string; readonly fileIds: string[] };
  readonly once: { readonly idempotencyKey: string };
}

/** Uploads what belongs to a step and takes it; a step that the same words describe already is not taken twice. */
async function takeStep(
  context: Context,
  kind: StepKind,
  { text, sensitivity }: StepOptions,
  [id = "", ...paths]: readonly string[],
  send: (input: StepInput) => Promise<Moved>,
): Promise<void> {
  if (paths.length > 0 && sensitivity === undefined) {
    throw wrongUse(
      context,
      "请用 --sensitivity 声明附件的敏感程度：public、internal 或 sensitive",
      "declare how sensitive the files are by --sensitivity",
    );
  }
  const rectification = await load(context, id);
  const files = await localFiles(context, paths);
  const last = rectification.steps.at(-1);
  if (last?.kind === kind && last.text === text && last.files.length === files.length)
    return showMoved(context, rectification, true);
  const store = new UploadStore(stateFolder());
  const fileIds: string[] = [];
  for (const file of files)
    if (sensitivity) fileIds.push((await uploadFile(context, store, file, sensitivity)).fileId);
  const input = {
    params: { id: rectification.id },
    body: { version: rectification.version, text, fileIds },
    once: { idempotencyKey: crypto.randomUUID() },
  };
  const moved = await patiently(() => send(input));
  if (sensitivity)
    for (const file of files) await store.removeUpload(fingerprintOf(context, file, sensitivity));
  showMoved(context, { ...rectification, ...moved });
}

async function load(context: Context, text: string): Promise<Rectification> {
  return await context.call(getRectification, { params: { id: await rectificationIdOf(context, text) } });
}

function showMoved(
  { out, lang, say }: Context,
  { id, number, state, version, dueAt }: Rectification,
  repeated = false,
): void {
  if (repeated)
    out.remark(say("此前已办理，本次未重复登记。", "This was done before; nothing was entered twice."));
  out.show({ id, number, state, version, dueAt, repeated }, () => [
    [number, RECTIFICATION[state][lang], `${say("期限 ", "due ")}${dayOf(dueAt, lang)}`, id].join("  "),
  ]);
}

function itemLines({ lang, now, say }: Context, items: readonly Item[]): string[] {
  const at = now();
  return table(
    items.map((item) => [
      item.number,
      RECTIFICATION[item.state][lang],
      SEVERITY[item.severity][lang],
      // The limit of whoever's turn it is: receipt, plan, the window itself, reassessment.
      dayOf(item.until ?? item.dueAt, lang),
      item.turn !== "none" && item.until !== null ? remaining(item.until, at, say) : "",
      placeOf(item),
      item.title,
      item.id,
    ]),
  );
}

function detailLines({ lang, now, say }: Context, one: Rectification): string[] {
  const turn = {
    party: say("待责任单位办理", "the party's turn"),
    supervisor: say("待运行监管方办理", "the supervisor's turn"),
    none: null,
  }[one.turn];
  const facts: [string, string | null][] = [
    [
      say("状态", "state"),
      [RECTIFICATION[one.state][lang], turn, one.until && remaining(one.until, now(), say)]
        .filter(Boolean)
        .join(say("，", ", ")),
    ],
    [say("严重程度", "severity"), SEVERITY[one.severity][lang]],
    [say("责任单位", "party"), one.party.name],
    [say("云平台", "cloud"), placeOf(one)],
    [say("对应义务", "duty"), one.duty && `${one.duty.id} ${one.duty.title[lang]}`],
    [say("整改期限", "due"), dayOf(one.dueAt, lang)],
    [say("计划完成", "planned for"), one.plannedOn],
    [say("问题", "defect"), one.defect],
  ];
  return [
    `${one.number}  ${one.title}`,
    ...factLines(facts),
    ...table(
      one.steps.map((step) => [
        `  ${momentOf(step.at)}`,
        STEP[step.kind][lang],
        step.by?.name ?? "",
        [step.text, ...step.files.map((file) => `[${file.name}]`)].join(" "),
      ]),
    ),
  ];
}
