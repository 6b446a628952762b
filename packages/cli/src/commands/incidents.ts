import { listIncidents, listSystems, listClouds, type OutputOf, reportIncident } from "@yunjian/contract";
import { type Bilingual, INCIDENT_KINDS, type IncidentKind, type IncidentState } from "@yunjian/domain";
import { Option } from "commander";
import { collect, type Context, given, isId, momentOf, remarkEmpty, remarkMore } from "../context.ts";
import { type Define, limited, several } from "../program.ts";
import { patiently } from "../retry.ts";
import { CliError, EXIT } from "../session.ts";

/** 安全事件 for monitoring systems: report, and see what runs. */

type Item = OutputOf<typeof listIncidents>["items"][number];

const both = (zh: string, en: string): Bilingual => ({ zh, en });
const STATE: Readonly<Record<IncidentState, Bilingual>> = {
  reported: both("待核实", "to verify"),
  confirmed: both("已核实", "verified"),
  containment: both("抑制中", "containment"),
  eradication: both("根除中", "eradication"),
  recovery: both("恢复中", "recovery"),
  "closing-asked": both("待结案", "closing asked for"),
  closed: both("已结案", "closed"),
  "false-alarm": both("误报", "false alarm"),
  merged: both("已并入", "merged"),
};

interface ReportOptions {
  readonly title: string;
  readonly what: string;
  readonly kind: IncidentKind;
  readonly cloud?: readonly string[];
  readonly system?: readonly string[];
  readonly happened?: string;
  readonly known?: string;
  readonly class?: string;
  readonly reference?: string;
}

export function defineIncidents({ say, command, perform }: Define): void {
  const group = command(
    "incident",
    "安全事件：监控系统报告，查看处置",
    "incidents: report from monitoring, see what runs",
  );

  perform<ReportOptions>(
    command(
      "report",
      "报告安全事件；同一 --reference 处置期间只登记一次",
      "report one; the same --reference is one incident while it runs",
      group,
    )
      .requiredOption("--title <text>", say("事件名称", "in one line"))
      .requiredOption("--what <text>", say("发生了什么", "what happened"))
      .addOption(
        new Option("--kind <kind>", say("类型", "kind")).choices(INCIDENT_KINDS).makeOptionMandatory(),
      )
      .option(
        "--cloud <name>",
        say("云平台名称或编号，可多次", "cloud, by name or id, several times"),
        several,
      )
      .option(
        "--system <name>",
        say("业务系统名称或编号，可多次", "system, by name or id, several times"),
        several,
      )
      .option("--happened <time>", say("发生时间（RFC 3339）", "when it happened, RFC 3339"))
      .option("--known <time>", say("获知时间，不填为现在", "known since, now unless said"))
      .option("--class <id>", say("事件分类，如 2023:NA/dos", "class, as 2023:NA/dos"))
      .option("--reference <text>", say("告警或工单编号", "the alarm's own number")),
    async (context, options) => {
      const body = {
        title: options.title,
        what: options.what,
        kind: options.kind,
        cloudIds: await idsOf(context, options.cloud ?? [], cloudNamed),
        systemIds: await idsOf(context, options.system ?? [], systemNamed),
        ...given({
          happenedAt: options.happened,
          knownAt: options.known,
          classId: options.class,
          reference: options.reference,
        }),
      };
      const idempotencyKey = crypto.randomUUID();
      const made = await patiently(() => context.call(reportIncident, { body }, { idempotencyKey }));
      context.out.show(made, () => [
        `${made.number}  ${made.repeated ? context.say("已有同一告警在处置，已累计", "the same alarm runs already; counted there") : context.say("已报告", "reported")}  ${made.id}`,
      ]);
    },
  );

  perform<{ readonly all?: boolean; readonly limit: number }>(
    limited(
      command("list", "处置中的安全事件，新的在前", "running incidents, the newest first", group),
      say,
    ).option("--all", say("包括已结案的", "closed ones, too")),
    async (context, { all, limit }) => {
      const query = given({ view: all ? ("all" as const) : undefined });
      const read = await collect(limit, (paging) =>
        context.call(listIncidents, { query: { ...query, ...paging } }),
      );
      context.out.show(read, () => read.items.map((item) => lineOf(context, item)));
      remarkEmpty(context, read.items, "没有安全事件。", "No incidents.");
      remarkMore(context, read.next);
    },
  );
}

function lineOf(context: Context, item: Item): string {
  const until = item.until === null ? "" : `  ${context.say("时限", "until")} ${momentOf(item.until)}`;
  return `${item.number}  ${STATE[item.state][context.lang]}  ${item.title}${until}  ${item.id}`;
}

async function idsOf(
  context: Context,
  words: readonly string[],
  named: (context: Context, word: string) => Promise<{ id: string; name: string }[]>,
): Promise<string[]> {
  const ids: string[] = [];
  for (const word of words) {
    if (isId(word)) {
      ids.push(word);
      continue;
    }
    const [found, second] = (await named(context, word)).filter((each) => each.name === word);
    if (!found || second)
      throw new CliError(
        "not-found",
        EXIT.notFound,
        context.say(`没有找到“${word}”。`, `No such thing: ${word}.`),
      );
    ids.push(found.id);
  }
  return ids;
}

async function cloudNamed(context: Context, q: string): Promise<{ id: string; name: string }[]> {
  return [...(await context.call(listClouds, { query: { q, limit: 50 } })).items];
}

async function systemNamed(context: Context, q: string): Promise<{ id: string; name: string }[]> {
  return [...(await context.call(listSystems, { query: { q, limit: 50 } })).items];
}
