import {
  getMe,
  listObligationPeriods,
  listObligations,
  type OutputOf,
  prepareSubmission,
} from "@yunjian/contract";
import { isIsoDate } from "@yunjian/domain";
import { collect, type Context, dayOf, momentOf, requireId, wrongUse } from "./context.ts";
import { placeOf } from "./commands/duties.ts";
import { cloudOf } from "./find.ts";
import { CliError, EXIT } from "./session.ts";
import { PERIOD } from "./words.ts";

export type Served = OutputOf<typeof prepareSubmission>["periods"][number];
type Obligation = OutputOf<typeof listObligations>["items"][number];
type Period = OutputOf<typeof listObligationPeriods>["items"][number];

export interface Wanted {
  readonly period?: readonly string[];
  readonly duty?: readonly string[];
  readonly cloud?: readonly string[];
  readonly subject?: readonly string[];
  readonly span?: string;
}

/** Periods asked about at once: their ids travel in the address. */
const BATCH = 100;

/** Which periods are meant. Refuses what could mean two things, with the candidates. */
export async function resolvePeriods(context: Context, wanted: Wanted): Promise<Served[]> {
  const { call } = context;
  const byDuty = wanted.duty ?? [];
  const ids = (wanted.period ?? []).map((id) => requireId(context, id));
  if (ids.length + byDuty.length === 0) {
    throw wrongUse(
      context,
      "请用 --period 指定周期，或用 --duty 指定控制项（可加 --cloud、--subject、--span）",
      "name the periods by --period, or the rows by --duty (with --cloud, --subject, --span)",
    );
  }
  if (byDuty.length > 0) ids.push(...(await periodsOfDuties(context, byDuty, wanted)));
  const distinct = [...new Set(ids)];
  const served: Served[] = [];
  for (let at = 0; at < distinct.length; at += BATCH) {
    const { periods } = await call(prepareSubmission, { query: { period: distinct.slice(at, at + BATCH) } });
    served.push(...periods);
  }
  return served;
}

async function periodsOfDuties(
  context: Context,
  duties: readonly string[],
  wanted: Wanted,
): Promise<string[]> {
  const me = await context.call(getMe, {});
  const clouds: (string | undefined)[] = [];
  for (const name of wanted.cloud ?? []) clouds.push((await cloudOf(context, name)).id);
  if (clouds.length === 0) clouds.push(undefined);
  const found: string[] = [];
  for (const dutyId of duties) {
    for (const cloudId of clouds) {
      for (const obligation of await obligationsOf(context, dutyId, {
        orgId: me.organisation.id,
        cloudId,
        subjects: wanted.subject,
      })) {
        found.push((await periodOf(context, obligation, wanted.span)).id);
      }
    }
  }
  return found;
}

/** One obligation per duty and cloud; rows of a site or a system need its name where there are several. */
async function obligationsOf(
  { call, say, lang }: Context,
  dutyId: string,
  where: {
    readonly orgId: string;
    readonly cloudId: string | undefined;
    readonly subjects: readonly string[] | undefined;
  },
): Promise<Obligation[]> {
  const { items } = await collect(1000, (paging) =>
    call(listObligations, {
      query: {
        dutyId,
        partyOrgId: where.orgId,
        ...(where.cloudId !== undefined && { cloudId: where.cloudId }),
        ...paging,
      },
    }),
  );
  const shown = (each: Obligation) => ({
    duty: each.duty.id,
    cloud: each.cloud.name,
    subject: each.subject.name,
    title: each.duty.title[lang],
  });
  const applying = items.filter((obligation) => obligation.applicable);
  const ofCloud = applying.filter((obligation) => obligation.subject.id === obligation.cloud.id);
  const groups =
    where.subjects === undefined
      ? [applying]
      : [ofCloud, ...where.subjects.map((text) => named(applying, text))];
  const many = groups.find((group) => group.length > 1);
  if (many) {
    throw new CliError(
      "ambiguous",
      EXIT.usage,
      say(
        `${dutyId} 对应多个监管对象，请用 --cloud 或 --subject 指明：`,
        `${dutyId} fits several subjects; name one by --cloud or --subject:`,
      ),
      many.map(shown),
    );
  }
  const found = [...new Set(groups.flat())];
  if (found.length > 0) return found;
  throw new CliError(
    "not-found",
    EXIT.notFound,
    say(`贵单位在所选范围内没有 ${dutyId} 的监管义务`, `your organisation has no obligation ${dutyId} there`),
    applying.map(shown),
  );
}

function named(obligations: readonly Obligation[], text: string): Obligation[] {
  const below = obligations.filter((obligation) => obligation.subject.id !== obligation.cloud.id);
  const exact = below.filter(({ subject }) => subject.name === text || subject.id === text);
  return exact.length > 0 ? exact : below.filter(({ subject }) => subject.name.includes(text));
}

async function periodOf(context: Context, obligation: Obligation, span: string | undefined): Promise<Period> {
  const { call, say, lang } = context;
  const { items } = await collect(400, (paging) =>
    call(listObligationPeriods, { params: { id: obligation.id }, query: paging }),
  );
  const what = `${obligation.duty.id} ${placeOf(obligation)}`;
  const fitting = span === undefined ? waiting(items) : bySpan(items, span);
  const [one, another] = fitting;
  const shown = (each: Period) => ({
    period: each.id,
    label: each.label,
    state: PERIOD[each.state][lang],
    due: dayOf(each.standing.until ?? each.dueAt, lang),
  });
  if (!one) {
    throw new CliError(
      "not-found",
      EXIT.notFound,
      span === undefined
        ? say(
            `${what} 目前没有待提交的周期，最近的周期：`,
            `${what}: nothing is to be handed in; the latest:`,
          )
        : say(`${what} 没有周期 ${span}，最近的周期：`, `${what}: there is no period ${span}; the latest:`),
      items.slice(0, 5).map(shown),
    );
  }
  if (another) {
    throw new CliError(
      "ambiguous",
      EXIT.usage,
      say(
        `${what} 有多个待提交的周期，请用 --span 或 --period 指明：`,
        `${what}: several periods are open; choose by --span or --period:`,
      ),
      fitting.map(shown),
    );
  }
  return one;
}

/**
 * What can be meant without saying more: the one period that waits; of a continuous duty the newest, which
 * runs today; else the newest if nobody received it yet, which a new version then replaces.
 */
function waiting(periods: readonly Period[]): Period[] {
  const [newest] = periods;
  if (newest?.kind === "summary") return [newest];
  const open = periods.filter((period) => period.state === "open" || period.state === "returned");
  if (open.length > 0) return open;
  return newest?.state === "submitted" ? [newest] : [];
}

/** By its label; or the one that holds the days meant: 2026-11 lies in 2026Q4. */
function bySpan(periods: readonly Period[], span: string): Period[] {
  const same = periods.filter((period) => period.label === span);
  if (same.length > 0) return same;
  const days = daysIn(span);
  return days
    ? periods.filter((period) => period.spanStart <= days.first && days.last <= period.spanEnd)
    : [];
}

function daysIn(span: string): { first: string; last: string } | undefined {
  if (isIsoDate(span)) return { first: span, last: span };
  if (/^\d{4}$/.test(span)) return { first: `${span}-01-01`, last: `${span}-12-31` };
  const [, year = "", unit = "", n = ""] = /^(\d{4})(-|Q|H)(\d{1,2})$/.exec(span) ?? [];
  const months = { "-": 1, Q: 3, H: 6 }[unit];
  const index = Number(n);
  if (months === undefined || index < 1 || index > 12 / months) return undefined;
  const month = (of: number) => String(of).padStart(2, "0");
  const last = new Date(Date.UTC(Number(year), index * months, 0)).toISOString().slice(0, 10);
  return { first: `${year}-${month((index - 1) * months + 1)}-01`, last };
}

/** Nothing is uploaded for a period that would refuse it. */
export function requireOpen({ say, lang }: Context, periods: readonly Served[]): void {
  const closed = periods.filter(({ state, kind }) => {
    const open = state === "open" || state === "returned" || state === "submitted";
    return !open && (kind !== "summary" || state === "cancelled");
  });
  if (closed.length === 0) return;
  throw new CliError(
    "period-closed",
    EXIT.refused,
    say("以下周期不能再提交：", "nothing can be handed in any more for:"),
    closed.map((period) => ({
      duty: period.duty.id,
      place: placeOf(period),
      label: period.label,
      state: PERIOD[period.state][lang],
      period: period.id,
    })),
  );
}

/** What each row was taken to mean, so that nobody hands in for the wrong month unnoticed. */
export function servedLine({ lang, say }: Context, period: Served): string[] {
  const replaced =
    period.state === "submitted"
      ? say("（替换尚未受理的版本）", " (takes the place of what nobody received yet)")
      : "";
  return [
    period.duty.id,
    placeOf(period),
    period.label,
    `${say("截止 ", "due ")}${momentOf(period.dueAt)}${replaced}`,
    period.duty.title[lang],
  ];
}
