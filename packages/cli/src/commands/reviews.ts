import { getMe, getReviewPage, listPeriods, type OutputOf } from "@yunjian/contract";
import { addDays, dateOf, isIsoDate } from "@yunjian/domain";
import { Option } from "commander";
import {
  collect,
  type Context,
  dayOf,
  given,
  momentOf,
  remaining,
  remarkEmpty,
  requireId,
  wrongUse,
} from "../context.ts";
import { cloudOf } from "../find.ts";
import { table } from "../output.ts";
import { type Define, limited } from "../program.ts";
import { PERIOD, SEVERITY, STANDING } from "../words.ts";
import { factLines, type Period, placeOf } from "./duties.ts";

const STATES = ["returned", "non-compliant", "in-review", "compliant"] as const;
/** How far back without --since. */
const LOOK_BACK_DAYS = 180;

interface ReviewOptions {
  readonly state?: (typeof STATES)[number];
  readonly cloud?: string;
  readonly since?: string;
  readonly limit: number;
}

export function defineReviews({ say, command, perform }: Define): void {
  const reviews = limited(
    command(
      "reviews",
      "本单位材料的审核结果；给出周期编号则显示意见",
      "outcomes of what my organisation handed in; with a period the reviewer's words",
    ),
    say,
  )
    .argument("[period]", say("周期编号", "id of a period"))
    .addOption(new Option("--state <state>", say("结果", "outcome")).choices(STATES))
    .option("--cloud <name>", say("云平台名称或编号", "cloud, by name or id"))
    .option(
      "--since <date>",
      say(
        `截止日期不早于（缺省为 ${LOOK_BACK_DAYS} 天前）`,
        `due on or after (default ${LOOK_BACK_DAYS} days ago)`,
      ),
    );
  perform<ReviewOptions>(reviews, async (context, options, [id]) => {
    if (id === undefined) await listOutcomes(context, options);
    else await showReview(context, id);
  });
}

async function listOutcomes(context: Context, options: ReviewOptions): Promise<void> {
  const { call, out, lang } = context;
  const dueFrom = options.since ?? addDays(dateOf(context.now()), -LOOK_BACK_DAYS);
  if (!isIsoDate(dueFrom)) throw wrongUse(context, `“${dueFrom}”不是日期`, `“${dueFrom}” is not a date`);
  const { organisation } = await call(getMe, {});
  const cloudId = options.cloud === undefined ? undefined : (await cloudOf(context, options.cloud)).id;
  const items: Period[] = [];
  for (const state of options.state ? [options.state] : STATES) {
    const room = options.limit - items.length;
    if (room === 0) break;
    // What is returned waits for us however old it is.
    const query = {
      partyOrgId: organisation.id,
      state,
      ...given({ cloudId }),
      ...(state !== "returned" && { dueFrom }),
    };
    items.push(
      ...(await collect(room, (paging) => call(listPeriods, { query: { ...query, ...paging } }))).items,
    );
  }
  out.show({ items }, () =>
    table(
      items.map((period) => [
        STANDING[period.standing.key][lang],
        period.decidedAt
          ? momentOf(period.decidedAt)
          : period.standing.until
            ? dayOf(period.standing.until, lang)
            : "",
        period.duty.id,
        period.label,
        placeOf(period),
        period.duty.title[lang],
        period.id,
      ]),
    ),
  );
  remarkEmpty(context, items, "没有审核结果。", "No outcomes.");
}

async function showReview(context: Context, id: string): Promise<void> {
  const { call, out, lang, say, now } = context;
  const page = await call(getReviewPage, { params: { id: requireId(context, id) } });
  out.show(page, () => {
    const { period, duty } = page;
    const facts: [string, string | null][] = [
      [say("云平台", "cloud"), placeOf(page)],
      [say("周期", "period"), period.label],
      [say("状态", "state"), PERIOD[period.state][lang]],
      [
        say("补充期限", "supplement due"),
        period.returnedDueAt &&
          `${dayOf(period.returnedDueAt, lang)}  ${remaining(period.returnedDueAt, now(), say)}`,
      ],
      [say("可提异议至", "dispute until"), page.disputeUntil && momentOf(page.disputeUntil)],
      [
        say("整改", "rectification"),
        page.rectification && `${page.rectification.number}  ${page.rectification.id}`,
      ],
    ];
    return [
      `${duty.id}  ${duty.title[lang]}`,
      ...factLines(facts),
      ...page.reviews.flatMap((review) => reviewLines(context, review)),
      ...page.comments.map(
        (comment) => `  ${momentOf(comment.createdAt)}  ${comment.author.name}: ${comment.text}`,
      ),
    ];
  });
}

function reviewLines(
  { lang, say }: Context,
  review: OutputOf<typeof getReviewPage>["reviews"][number],
): string[] {
  const outcomes = {
    compliant: say("符合", "compliant"),
    "supplement-needed": say("需补充", "supplement needed"),
    "non-compliant": say("不符合", "non-compliant"),
  };
  const outcome = review.outcome === null ? say("审核中", "in review") : outcomes[review.outcome];
  const defect =
    review.defectTitle &&
    `${review.defectTitle}${review.severity ? `（${SEVERITY[review.severity][lang]}）` : ""}`;
  return [
    [momentOf(review.decidedAt ?? review.receivedAt), review.submissionNumber, outcome].join("  "),
    ...[defect, review.note].flatMap((text) => (text ? [`  ${text}`] : [])),
  ];
}
