import { getCloudPosture, getPostureMatrix, listClouds, type OutputOf } from "@yunjian/contract";
import { POSTURES } from "@yunjian/domain";
import { collect, type Context, dayOf, remarkEmpty, remarkMore } from "../context.ts";
import { cloudOf } from "../find.ts";
import { table } from "../output.ts";
import { type Define, limited } from "../program.ts";
import { CLASS, FREQUENCY, POSTURE } from "../words.ts";

type CloudPosture = OutputOf<typeof getCloudPosture>;

export function defineClouds({ say, command, perform }: Define): void {
  perform<{ limit: number }>(
    limited(command("clouds", "云平台", "clouds"), say),
    async (context, { limit }) => {
      const { call, out } = context;
      const read = await collect(limit, (paging) => call(listClouds, { query: paging }));
      out.show(read, () =>
        table(
          read.items.map((cloud) => [
            cloud.name,
            cloud.provider.name,
            cloud.serviceModels.join("+"),
            cloud.region,
            cloud.capabilityLevel === "enhanced" ? say("增强", "enhanced") : say("一般", "general"),
            cloud.endedAt === null ? "" : say("已终止", "ended"),
            cloud.id,
          ]),
        ),
      );
      remarkEmpty(context, read.items, "没有可见的云平台。", "No clouds to be seen.");
      remarkMore(context, read.next);
    },
  );

  const posture = limited(
    command(
      "posture",
      "云平台的监管状态；给出云平台则列出须关注的监管义务",
      "where clouds stand; with a cloud what needs attention",
    ),
    say,
  )
    .argument("[cloud]", say("云平台名称或编号", "cloud, by name or id"))
    .option("--all", say("也列出正常和不适用的", "also what is current or does not apply"));
  perform<{ limit: number; all?: boolean }>(posture, async (context, { limit, all }, [name]) => {
    const { call, out, lang } = context;
    if (name !== undefined) {
      const cloud = await call(getCloudPosture, { params: { id: (await cloudOf(context, name)).id } });
      out.show(cloud, () => cloudLines(context, cloud, all ?? false));
      return;
    }
    const read = await collect(limit, (paging) => call(getPostureMatrix, { query: paging }));
    out.show(read, () =>
      table([
        [say("云平台", "cloud"), ...POSTURES.map((each) => POSTURE[each][lang])],
        ...read.items.map((cloud) => [
          cloud.cloudName,
          ...POSTURES.map((each) => String(cloud.counts[each])),
        ]),
      ]),
    );
    remarkMore(context, read.next);
  });
}

/** What to look at first: nothing of what is in order, unless it was asked for. */
function cloudLines({ lang, say }: Context, cloud: CloudPosture, all: boolean): string[] {
  const quiet = new Set(all ? [] : ["current", "not-applicable", "not-started"]);
  const rows = cloud.classes
    .flatMap((one) =>
      one.items.flatMap((item) =>
        item.obligations.map((obligation) => ({ ...obligation, class: one.class })),
      ),
    )
    .filter((obligation) => !quiet.has(obligation.posture))
    .sort(
      (a, b) => POSTURES.indexOf(a.posture) - POSTURES.indexOf(b.posture) || a.dutyId.localeCompare(b.dutyId),
    );
  const tally = POSTURES.filter((each) => cloud.counts[each] > 0).map(
    (each) => `${POSTURE[each][lang]} ${cloud.counts[each]}`,
  );
  return [
    `${cloud.cloudName}  ${cloud.providerName}`,
    `  ${tally.join(say("，", ", "))}`,
    ...table(
      rows.map((row) => [
        `  ${POSTURE[row.posture][lang]}`,
        row.dutyId,
        FREQUENCY[row.frequency][lang],
        row.nextDueAt === null ? "" : dayOf(row.nextDueAt, lang),
        CLASS[row.class][lang],
        row.subjectName === cloud.cloudName ? row.title[lang] : `${row.title[lang]}（${row.subjectName}）`,
      ]),
    ),
  ];
}
