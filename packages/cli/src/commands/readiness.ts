import { fileNilReport, getOnDuty, getProtectedPeriod, listProtectedPeriods } from "@yunjian/contract";
import type { Bilingual, DutyMode, DutyRole } from "@yunjian/domain";
import { momentOf, wrongUse } from "../context.ts";
import { cloudOf } from "../find.ts";
import { table } from "../output.ts";
import type { Define } from "../program.ts";
import { patiently } from "../retry.ts";

const MODE: Readonly<Record<DutyMode, Bilingual>> = {
  "on-site": { zh: "现场", en: "on site" },
  phone: { zh: "电话", en: "by phone" },
  online: { zh: "网上", en: "online" },
};
const ROLE: Readonly<Record<DutyRole, Bilingual>> = {
  lead: { zh: "带班", en: "lead" },
  watch: { zh: "值班", en: "on watch" },
};

export function defineReadiness({ say, command, perform }: Define): void {
  const roster = command("roster", "值守", "duty rosters");
  perform<object>(
    command("now", "某云平台当前由谁值守", "who is on duty for a cloud now", roster).argument(
      "<cloud>",
      say("云平台名称或编号", "cloud, by name or id"),
    ),
    async (context, _options, [name = ""]) => {
      const { call, out, lang } = context;
      const { id } = await cloudOf(context, name);
      const now = await call(getOnDuty, { query: { cloudId: id } });
      out.show(now, () => [
        ...table(
          now.onDuty.map((shift) => [
            shift.name,
            shift.phone ?? "",
            ROLE[shift.role][lang],
            MODE[shift.mode][lang],
            `${momentOf(shift.from)} – ${momentOf(shift.to)}`,
          ]),
        ),
        ...(now.missing === null
          ? []
          : [
              now.missing === "on-site"
                ? say("此刻无人现场值守。", "Nobody is on site at this moment.")
                : say("此刻无人值守。", "Nobody is on duty at this moment."),
            ]),
      ]);
    },
  );

  const protection = command("protection", "重保", "protected periods");
  const report = command("report", "报送当日零报告", "file the nil report of a day", protection)
    .argument("<cloud>", say("云平台名称或编号", "cloud, by name or id"))
    .option("--day <day>", say("日期，不填为待报的一天", "day, by default the one waited for"))
    .option("--events <n>", say("事件数，不填为 0", "number of events, by default none"), "0")
    .option("--note <text>", say("有事件的，说明情况", "what happened, where there were events"), "");
  perform<{ day?: string; events: string; note: string }>(
    report,
    async (context, { day, events, note }, [name = ""]) => {
      const { call, out } = context;
      const { id: cloudId } = await cloudOf(context, name);
      if (!/^\d{1,4}$/.test(events))
        throw wrongUse(context, "事件数应为整数。", "The number of events is a whole number.");
      const { items } = await call(listProtectedPeriods, {
        query: { standing: ["running", "summing-up"], cloudId },
      });
      const [period] = items;
      if (!period)
        throw wrongUse(context, "该云平台没有进行中的重保。", "No protected period runs for this cloud.");
      const of = await call(getProtectedPeriod, { params: { id: period.id } });
      const wanted = day ?? of.today;
      if (!wanted) throw wrongUse(context, "没有待报的日期。", "No day waits for a report.");
      const idempotencyKey = crypto.randomUUID();
      const filed = await patiently(() =>
        call(
          fileNilReport,
          { params: { id: period.id }, body: { cloudId, day: wanted, events: Number(events), note } },
          { idempotencyKey },
        ),
      );
      out.show({ ...filed, day: wanted, period: period.number }, () => [
        say(
          `已报送 ${period.number} ${wanted} 零报告${filed.late ? "（迟报）" : ""}。`,
          `Filed for ${period.number}, ${wanted}${filed.late ? " (late)" : ""}.`,
        ),
      ]);
    },
  );
}
