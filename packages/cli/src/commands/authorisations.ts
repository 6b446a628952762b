import {
  askAuthorisation,
  getAuthorisation,
  listAuthorisations,
  listSystems,
  type OutputOf,
  prepareAuthorisation,
  recordOperationOf,
} from "@yunjian/contract";
import {
  AUTHORISATION_STANDINGS,
  type AuthorisationStanding,
  type Bilingual,
  formatNumber,
  OPERATION_KINDS,
  OPERATION_RESULTS,
  type OperationKind,
  type OperationResult,
  parseNumber,
  type Sensitivity,
  SENSITIVITIES,
  TOUCHES,
  type Touch,
} from "@yunjian/domain";
import { Option } from "commander";
import {
  collect,
  type Context,
  given,
  isId,
  momentOf,
  remarkEmpty,
  remarkMore,
  requireId,
  wrongUse,
} from "../context.ts";
import { table } from "../output.ts";
import { type Define, limited, several } from "../program.ts";
import { patiently } from "../retry.ts";
import { CliError, EXIT, stateFolder } from "../session.ts";
import { localFiles } from "../upload/local-file.ts";
import { UploadStore } from "../upload/store.ts";
import { fingerprintOf, uploadFile } from "../upload/upload.ts";

/** 客户授权 for ticket systems: ask before, record after. */

type Item = OutputOf<typeof listAuthorisations>["items"][number];

const both = (zh: string, en: string): Bilingual => ({ zh, en });
const STANDING: Readonly<Record<AuthorisationStanding, Bilingual>> = {
  asked: both("待授权", "to be decided"),
  prepared: both("待复核", "to be confirmed"),
  lapsed: both("未答复失效", "lapsed"),
  upcoming: both("未到时间", "not begun"),
  valid: both("有效", "in force"),
  ended: both("已到期", "ended"),
  unrecorded: both("逾期未登记", "not recorded"),
  refused: both("已拒绝", "refused"),
  recalled: both("申请已撤回", "taken back"),
  withdrawn: both("授权已撤回", "withdrawn"),
  finished: both("已完结", "finished"),
};

interface ListOptions {
  readonly standing?: AuthorisationStanding;
  readonly mine?: boolean;
  readonly limit: number;
}
interface AskOptions {
  readonly system: string;
  readonly title: string;
  readonly reason: string;
  readonly operation: readonly OperationKind[];
  readonly touch: readonly Touch[];
  readonly person?: readonly string[];
  readonly team?: string;
  readonly resource?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly hours?: string;
  readonly risk?: string;
  readonly rollback?: string;
  readonly standing?: boolean;
}
interface RecordOptions {
  readonly operation: OperationKind;
  readonly touch: readonly Touch[];
  readonly person: readonly string[];
  readonly resource?: readonly string[];
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly result: OperationResult;
  readonly reference?: string;
  readonly sensitivity?: Sensitivity;
}

export function defineAuthorisations({ say, command, perform }: Define): void {
  const group = command(
    "authorisation",
    "客户授权：操作前申请，操作后登记",
    "customers' authorisations: ask before, record after",
  );
  const id = say("授权编号或文号，例如 授权〔2026〕17号", "id or number, as 授权〔2026〕17号");

  perform<ListOptions>(
    limited(command("list", "客户授权，新的在前", "authorisations, the newest first", group), say)
      .addOption(new Option("--standing <state>", say("状态", "state")).choices(AUTHORISATION_STANDINGS))
      .option("--mine", say("只看待本单位办理的", "only where it is my organisation's turn")),
    async (context, { standing, mine, limit }) => {
      const query = given({ standing: standing && [standing], mine });
      const read = await collect(limit, (paging) =>
        context.call(listAuthorisations, { query: { ...query, ...paging } }),
      );
      context.out.show(read, () => itemLines(context, read.items));
      remarkEmpty(context, read.items, "没有客户授权。", "No authorisations.");
      remarkMore(context, read.next);
    },
  );

  perform(
    command(
      "show",
      "一项授权：能否操作、范围与记录",
      "one authorisation: may I, what, and what was done",
      group,
    ).argument("<id>", id),
    async (context, _options, [text = ""]) => {
      const of = await context.call(getAuthorisation, { params: { id: await idOf(context, text) } });
      context.out.show(of, () => {
        const scope = of.granted ?? of.asked;
        return [
          `${of.number}  ${STANDING[of.standing][context.lang]}  ${of.title}`,
          `  ${of.system.name}  ${momentOf(scope.fromAt)} – ${momentOf(of.endsAt ?? scope.toAt)}`,
          `  ${scope.operations.join(" ")}  ${scope.touches.join(" ")}  ${scope.operators.join(" ") || of.team}`,
          ...(of.conditions ? [`  ${of.conditions}`] : []),
          ...of.records.map(
            (each) =>
              `  ${momentOf(each.startedAt)} – ${momentOf(each.endedAt)}  ${each.operation}  ${each.reference}`,
          ),
        ];
      });
    },
  );

  const operation = say("操作类型，可多次", "kind of operation, several times");
  const touch = say("触及内容，可多次", "what is touched, several times");
  const person = say("操作人员，可多次", "who does it, several times");
  const resource = say(
    "资源名称或编号，可多次；不填为整个系统",
    "resource, by name or id, several times; none: the whole system",
  );
  const moment = say("时间，如 “2026-11-20 22:00”（北京时间）", "as “2026-11-20 22:00”, Beijing time");

  perform<AskOptions>(
    command("ask", "申请客户授权", "ask a customer", group)
      .requiredOption("--system <name>", say("业务系统名称或编号", "system, by name or id"))
      .requiredOption("--title <text>", say("事项", "in one line"))
      .requiredOption("--reason <text>", say("事由", "why"))
      .addOption(oneOf("--operation <kind>", operation, OPERATION_KINDS).makeOptionMandatory())
      .addOption(oneOf("--touch <what>", touch, TOUCHES).makeOptionMandatory())
      .option("--person <name>", person, several)
      .option("--team <name>", say("操作班组", "the team, where people are not known"))
      .option("--resource <name>", resource, several)
      .option(
        "--from <time>",
        `${moment}${say("；不填为同意后立即开始", "; without it: as soon as granted")}`,
      )
      .option("--to <time>", moment)
      .option("--hours <n>", say("持续小时数，代替 --to", "how long, instead of --to"))
      .option("--risk <text>", say("风险", "what may go wrong"))
      .option("--rollback <text>", say("回退办法", "how it is undone"))
      .option("--standing", say("常态化授权（例行运维）", "a standing one, for routine work")),
    async (context, options) => {
      const systemId = await systemOf(context, options.system);
      const fromAt = options.from === undefined ? undefined : instantOf(context, options.from);
      const ready = await context.call(prepareAuthorisation, { query: { systemId } });
      const body = {
        systemId,
        kind: options.standing ? ("standing" as const) : ("once" as const),
        title: options.title,
        reason: options.reason,
        operations: [...options.operation],
        touches: [...options.touch],
        resourceIds: resourcesOf(context, options.resource ?? [], ready.resources),
        operators: [...(options.person ?? [])],
        team: options.team ?? "",
        risk: options.risk ?? "",
        rollback: options.rollback ?? "",
        ...(fromAt !== undefined && { fromAt }),
        toAt: endOf(context, options, fromAt),
      };
      const idempotencyKey = crypto.randomUUID();
      const made = await patiently(() => context.call(askAuthorisation, { body }, { idempotencyKey }));
      context.out.show(made, () => [
        `${made.number}  ${context.say(`已向${ready.customer.name}申请，答复前不得操作`, `asked of ${ready.customer.name}; nothing may be done before the answer`)}  ${made.id}`,
      ]);
    },
  );

  perform<RecordOptions>(
    command("record", "登记授权下的操作", "record an operation under a grant", group)
      .argument("<id>", id)
      .argument("[files...]", say("附件，如会话日志", "files, such as a session log"))
      .addOption(new Option("--operation <kind>", operation).choices(OPERATION_KINDS).makeOptionMandatory())
      .addOption(oneOf("--touch <what>", touch, TOUCHES).makeOptionMandatory())
      .requiredOption("--person <name>", person, several)
      .option("--resource <name>", resource, several)
      .requiredOption("--from <time>", moment)
      .requiredOption("--to <time>", moment)
      .requiredOption("--text <text>", say("做了什么", "what was done"))
      .addOption(
        new Option("--result <result>", say("结果", "result")).choices(OPERATION_RESULTS).default("done"),
      )
      .option(
        "--reference <number>",
        say("工单编号；同一编号只登记一次", "ticket number; the same one is recorded once"),
      )
      .addOption(
        new Option(
          "--sensitivity <level>",
          say("附件的敏感程度（有附件时必填）", "how sensitive the files are; needed with files"),
        ).choices(SENSITIVITIES),
      ),
    async (context, options, [text = "", ...paths]) => {
      const { sensitivity } = options;
      if (paths.length > 0 && sensitivity === undefined) {
        throw wrongUse(
          context,
          "请用 --sensitivity 声明附件的敏感程度：public、internal 或 sensitive",
          "declare how sensitive the files are by --sensitivity",
        );
      }
      const of = await context.call(getAuthorisation, { params: { id: await idOf(context, text) } });
      const known = await knownResources(context, of);
      const files = await localFiles(context, paths);
      const store = new UploadStore(stateFolder());
      const fileIds: string[] = [];
      for (const file of files)
        if (sensitivity) fileIds.push((await uploadFile(context, store, file, sensitivity)).fileId);
      const input = {
        params: { id: of.id },
        body: {
          operation: options.operation,
          touches: [...options.touch],
          operators: [...options.person],
          resourceIds: resourcesOf(context, options.resource ?? [], known),
          startedAt: instantOf(context, options.from),
          endedAt: instantOf(context, options.to),
          text: options.text,
          result: options.result,
          ...(options.reference !== undefined && { reference: options.reference }),
          fileIds,
        },
      };
      const idempotencyKey = crypto.randomUUID();
      const made = await patiently(() => context.call(recordOperationOf, input, { idempotencyKey }));
      if (sensitivity)
        for (const file of files) await store.removeUpload(fingerprintOf(context, file, sensitivity));
      if (made.repeated)
        context.out.remark(
          context.say(
            "该工单此前已登记，本次未重复登记。",
            "This ticket was recorded before; nothing was entered twice.",
          ),
        );
      context.out.show({ ...made, number: of.number }, () => [
        [
          of.number,
          context.say(made.late ? "已登记（补登）" : "已登记", made.late ? "recorded, late" : "recorded"),
          made.id,
        ].join("  "),
      ]);
    },
  );
}

function oneOf<T extends string>(flags: string, description: string, choices: readonly T[]): Option {
  const option = new Option(flags, description).choices(choices);
  const check = option.parseArg as (value: string, before: unknown) => string;
  return option.argParser((value: string, before: readonly T[] | undefined) => [
    ...(before ?? []),
    check(value, undefined) as T,
  ]);
}

const LOCAL = /^(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})$/;

/** 'YYYY-MM-DD HH:mm' by the clocks of Shanghai, or an instant with its zone. */
function instantOf(context: Context, text: string): string {
  const [, date, hour = "", minute] = LOCAL.exec(text.trim()) ?? [];
  const at = new Date(
    date
      ? `${date}T${hour.padStart(2, "0")}:${minute}:00+08:00`
      : /(Z|[+-]\d{2}:\d{2})$/.test(text)
        ? text
        : "",
  );
  if (!Number.isNaN(at.getTime())) return at.toISOString();
  throw wrongUse(
    context,
    `“${text}”不是时间，例如 2026-11-20 22:00`,
    `“${text}” is not a time, as 2026-11-20 22:00`,
  );
}

function endOf(context: Context, { to, hours }: AskOptions, fromAt: string | undefined): string {
  if (to !== undefined) return instantOf(context, to);
  const n = Number(hours);
  if (!(n > 0))
    throw wrongUse(context, "请用 --to 或 --hours 指定结束时间", "say when it ends, by --to or --hours");
  const start = fromAt === undefined ? context.now().getTime() : Date.parse(fromAt);
  return new Date(start + n * 3_600_000).toISOString();
}

async function systemOf(context: Context, text: string): Promise<string> {
  if (isId(text)) return requireId(context, text);
  const { items } = await context.call(listSystems, { query: { q: text, ended: "running", limit: 20 } });
  const exact = items.filter((each) => each.name === text);
  return one(context, exact.length > 0 ? exact : items, text, (each) => ({
    id: each.id,
    name: each.name,
    organisation: each.organisation.name,
  })).id;
}

function one<T>(
  context: Context,
  found: readonly T[],
  text: string,
  shown: (each: T) => Record<string, string>,
): T {
  const [first, another] = found;
  if (!first)
    throw new CliError("not-found", EXIT.notFound, context.say(`没有找到“${text}”`, `there is no “${text}”`));
  if (another) {
    throw new CliError(
      "ambiguous",
      EXIT.usage,
      context.say(
        `“${text}”对应多个，请写全名称或用编号：`,
        `“${text}” fits several; give the whole name or the id:`,
      ),
      found.map(shown),
    );
  }
  return first;
}

type Named = { readonly id: string; readonly name: string };

function resourcesOf(context: Context, wanted: readonly string[], known: readonly Named[]): string[] {
  return wanted.map((text) =>
    isId(text)
      ? requireId(context, text)
      : one(
          context,
          known.filter((each) => each.name === text),
          text,
          ({ id, name }) => ({ id, name }),
        ).id,
  );
}

async function knownResources(
  context: Context,
  of: OutputOf<typeof getAuthorisation>,
): Promise<readonly Named[]> {
  const named = (of.granted ?? of.asked).resources;
  if (named.length > 0) return named;
  return (await context.call(prepareAuthorisation, { query: { systemId: of.system.id } })).resources;
}

/** By its number (授权〔2026〕17号, brackets as one types them) or its id. */
async function idOf(context: Context, text: string): Promise<string> {
  const number = isId(text) ? null : parseNumber(text);
  if (number?.kind !== "授权") return requireId(context, text);
  const q = formatNumber("授权", number.year, number.n);
  const { items } = await context.call(listAuthorisations, { query: { q, limit: 20 } });
  return one(
    context,
    items.filter((each) => each.number === q),
    text,
    (each) => ({ id: each.id, number: each.number, title: each.title, asker: each.asker.name }),
  ).id;
}

function itemLines({ lang }: Context, items: readonly Item[]): string[] {
  return table(
    items.map((item) => [
      item.number,
      STANDING[item.standing][lang],
      `${momentOf(item.fromAt)} – ${momentOf(item.toAt)}`,
      item.system.name,
      item.title,
      item.id,
    ]),
  );
}
