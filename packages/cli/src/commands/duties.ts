import { DUTY_STATES, getPeriod, listMyDuties, type OutputOf } from "@yunjian/contract";
import { Option } from "commander";
import {
  collect,
  type Context,
  dayOf,
  given,
  momentOf,
  remaining,
  remarkEmpty,
  remarkMore,
  requireId,
  wrongUse,
} from "../context.ts";
import { cloudOf } from "../find.ts";
import { table } from "../output.ts";
import { type Define, limited, several } from "../program.ts";
import { CLASS, classOf, FREQUENCY, STANDING } from "../words.ts";

export type Period = OutputOf<typeof listMyDuties>["items"][number];

interface DutyOptions {
  readonly class?: readonly string[];
  readonly cloud?: string;
  readonly state?: (typeof DUTY_STATES)[number];
  readonly text?: string;
  readonly dueTo?: string;
  readonly limit: number;
}

export function defineDuties(define: Define): void {
  const { say, command, perform } = define;
  const duties = limited(
    command("duties", "我的义务：要提交什么、为谁、何时截止", "my duties: what, for whom, until when"),
    say,
  )
    .option(
      "--class <class>",
      say(
        `控制类，可多次：${Object.keys(CLASS).join(" ")}`,
        `class, repeatable: ${Object.keys(CLASS).join(" ")}`,
      ),
      several,
    )
    .option("--cloud <name>", say("云平台名称或编号", "cloud, by name or id"))
    .addOption(new Option("--state <state>", say("状态", "standing")).choices(DUTY_STATES))
    .option("--text <words>", say("按条款号或文字检索", "number or words of the duty"))
    .option("--due-to <date>", say("截止日期不晚于，例如 2026-12-31", "due on or before, as 2026-12-31"));
  perform<DutyOptions>(duties, async (context, options) => {
    const { call, out } = context;
    const classes = options.class?.map((text) => {
      const found = classOf(text);
      if (!found) throw wrongUse(context, `没有控制类“${text}”`, `there is no class “${text}”`);
      return found;
    });
    const cloudId = options.cloud === undefined ? undefined : (await cloudOf(context, options.cloud)).id;
    const { state, text, dueTo } = options;
    const query = given({ class: classes, cloudId, state, text, dueTo });
    const read = await collect(options.limit, (paging) =>
      call(listMyDuties, { query: { ...query, ...paging } }),
    );
    out.show(read, () => periodLines(context, read.items));
    remarkEmpty(context, read.items, "没有待办的义务。", "Nothing to hand in.");
    remarkMore(context, read.next);
  });

  perform(
    command(
      "duty",
      "一个周期的详情：要求、时限、当前状态",
      "one period: what is asked, until when, how it stands",
    ).argument("<period>", say("周期编号", "id of the period")),
    async (context, _options, [id = ""]) => {
      const { call, out, lang } = context;
      const period = await call(getPeriod, { params: { id: requireId(context, id) } });
      out.show(period, () => {
        const facts: [string, string | null][] = [
          [say("云平台", "cloud"), placeOf(period)],
          [say("责任单位", "party"), period.party.name],
          [
            say("周期", "period"),
            `${period.label}  ${period.spanStart} – ${period.spanEnd}  ${FREQUENCY[period.frequency][lang]}`,
          ],
          [say("状态", "standing"), standingOf(context, period)],
          [
            say("截止", "due"),
            `${dayOf(period.dueAt, lang)}${period.provisional ? say(" 暂定", " provisional") : ""}`,
          ],
          [say("时限依据", "rule"), period.dueRule[lang]],
          [say("要求说明", "asked because"), period.requestReason],
          [say("提交", "submission"), period.submissionId],
          [say("提交时间", "handed in"), period.submittedAt && momentOf(period.submittedAt)],
          [say("受理时间", "received"), period.receivedAt && momentOf(period.receivedAt)],
          [say("办结时间", "decided"), period.decidedAt && momentOf(period.decidedAt)],
        ];
        return [`${period.duty.id}  ${period.duty.title[lang]}`, ...factLines(facts)];
      });
    },
  );
}

/** What is known, one fact a line. */
export function factLines(facts: readonly (readonly [string, string | null])[]): string[] {
  return table(
    facts.flatMap(([name, value]) => (value === null || value === "" ? [] : [[`  ${name}`, value]])),
  );
}

export function periodLines({ lang, now, say }: Context, periods: readonly Period[]): string[] {
  const at = now();
  return table(
    periods.map((period) => [
      dayOf(period.standing.until ?? period.dueAt, lang),
      STANDING[period.standing.key][lang],
      period.standing.until && period.standing.turn === "party"
        ? remaining(period.standing.until, at, say)
        : "",
      period.duty.id,
      period.label,
      placeOf(period),
      period.duty.title[lang],
      period.id,
    ]),
  );
}

export function placeOf(period: {
  readonly cloud: { name: string };
  readonly subject: { id: string; name: string };
}): string {
  return period.subject.name === period.cloud.name
    ? period.cloud.name
    : `${period.cloud.name} / ${period.subject.name}`;
}

function standingOf({ lang, now, say }: Context, period: Period): string {
  const { key, turn, until } = period.standing;
  const whose = {
    party: say("待责任单位办理", "the party's turn"),
    supervisor: say("待运行监管方办理", "the supervisor's turn"),
    none: "",
  }[turn];
  const left = until !== null && turn !== "none" ? remaining(until, now(), say) : "";
  return [STANDING[key][lang], whose, left].filter((each) => each !== "").join(say("，", ", "));
}
