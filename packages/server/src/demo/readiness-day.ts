import {
  addDays,
  BUILT_IN_CALENDAR,
  type IsoDate,
  isWorkday,
  startOfDay,
  weekday,
  workdaysBetween,
} from "@yunjian/domain";
import * as duty from "../features/duty/service.ts";
import * as protection from "../features/protected-periods/service.ts";
import { CLOUDS, ORGANISATIONS } from "./cast.ts";
import type { Stage } from "./stage.ts";

/**
 * 值守与重保 in the last weeks of the story: rosters planned week by week, with a gap left open; a protected period
 * that is over and summed up, one that runs while the demo is opened, and one in draft.
 */
export async function readinessDay(stage: Stage, day: IsoDate): Promise<void> {
  const left = workdaysBetween(BUILT_IN_CALENDAR, day, stage.lastDay);
  if (left > FIRST) return;
  if (left === FIRST) await planWeeks(stage, day);
  if (left === FIRST - 1) await deployPast(stage, day);
  if (left === 4) await closePast(stage);
  if (left === 3) await deployCurrent(stage, day);
  if (left === 1) await draftNext(stage, day);
  await reportAll(stage);
  if (left < 9 && left % 3 === 1) await handOver(stage, left > 1);
}

const FIRST = 13;
const AHEAD_DAYS = 12;
const PAST = "城市数字化大会重保";
const CURRENT = "省级网络安全演习期间重保";

interface Keeper {
  readonly cloud: string;
  readonly people: readonly { readonly key: string; readonly name: string }[];
}

function keepers(): Keeper[] {
  return CLOUDS.map((cloud) => ({
    cloud: cloud.key,
    people: ORGANISATIONS.find(({ key }) => key === cloud.provider)?.people ?? [],
  }));
}

const at = (day: IsoDate, hour: number): string =>
  new Date(startOfDay(day).getTime() + hour * 3_600_000).toISOString();

/** From half a fortnight back to a week ahead: nights by phone, days off around the clock in two shifts. */
async function planWeeks(stage: Stage, from: IsoDate): Promise<void> {
  const until = addDays(stage.lastDay, AHEAD_DAYS);
  for (const [n, { cloud, people }] of keepers().entries()) {
    const planner = people.at(-1);
    if (!planner) continue;
    for (let day = from, turn = n; day <= until; day = addDays(day, 1), turn++) {
      const off = !isWorkday(BUILT_IN_CALENDAR, day).workday;
      // Whoever keeps the second cloud has not yet found anybody for the weekend after next.
      if (n === 1 && day > addDays(stage.lastDay, 1) && weekday(day) === 6) continue;
      const spans = off
        ? [
            [9, 21],
            [21, 33],
          ]
        : [[17, 33]];
      for (const [i, [start = 0, end = 0]] of spans.entries()) {
        const who = people[(turn + i) % people.length];
        await stage.attempt(planner.key, (tx, actor, now) =>
          duty.plan(tx, actor, now, {
            placeId: stage.cloud(cloud),
            personId: who ? (stage.placed.people.get(who.key)?.personId ?? null) : null,
            name: who?.name ?? "",
            phone: `0571-8800${String(2000 + n * 100 + ((turn + i) % 5)).slice(-4)}`,
            mode: n === 2 ? "online" : "phone",
            role: i === 0 && off ? "lead" : "watch",
            from: at(day, start),
            to: at(day, end),
            note: "",
          }),
        );
      }
    }
  }
  // The supervisor keeps one of its own, so that providers reach somebody at night.
  for (let day = from, turn = 0; day <= until; day = addDays(day, 1), turn++) {
    const [key, name] = turn % 2 === 0 ? ["chenchen", "陈晨"] : ["liwei", "李薇"];
    const first = isWorkday(BUILT_IN_CALENDAR, day).workday ? 17 : 9;
    await stage.attempt("liwei", (tx, actor, now) =>
      duty.plan(tx, actor, now, {
        placeId: stage.org("supervisor"),
        personId: stage.placed.people.get(key ?? "")?.personId ?? null,
        name: name ?? "",
        phone: "0571-88001100",
        mode: "phone",
        role: "watch",
        from: at(day, first),
        to: at(day, 33),
        note: "监管值班电话",
      }),
    );
  }
}

interface Order {
  readonly name: string;
  readonly plan: string;
  readonly from: string;
  readonly to: string;
  readonly clouds: readonly string[];
  readonly onSite?: boolean;
}

async function order(stage: Stage, what: Order, deployed: boolean): Promise<void> {
  const { clouds, onSite = true, ...terms } = what;
  const id = await stage.act("zhoumin", (tx, actor, now) =>
    protection.draft(tx, actor, now, {
      ...terms,
      cloudIds: clouds.map((key) => stage.cloud(key)),
      systemIds: [],
      nilHour: 17,
      onSite,
      freeze: true,
      noTests: true,
    }),
  );
  if (deployed) await stage.act("zhoumin", (tx, actor, now) => protection.deploy(tx, actor, now, id, 1));
}

const ALL = CLOUDS.map(({ key }) => key);

async function deployPast(stage: Stage, day: IsoDate): Promise<void> {
  await order(
    stage,
    {
      name: PAST,
      plan: "大会期间门户和报名系统访问量大。各云平台加强监测，安排电话值守，每日 17 时前零报告；会前完成漏洞复核。",
      from: at(addDays(day, 1), 0),
      to: at(addDays(day, 5), 0),
      clouds: ALL,
      onSite: false,
    },
    true,
  );
}

async function periodNamed(stage: Stage, who: string, name: string) {
  return await stage.act(who, async (tx, actor, now) => {
    const { items } = await protection.list(tx, now, {});
    const found = items.find((item) => item.name === name);
    return found && (await protection.page(tx, actor, now, found.id));
  });
}

async function closePast(stage: Stage): Promise<void> {
  const of = await periodNamed(stage, "zhoumin", PAST);
  if (of?.standing !== "summing-up") return;
  await stage.act("zhoumin", (tx, actor, now) =>
    protection.close(tx, actor, now, of.id, {
      version: of.version,
      summary:
        "期间各云平台运行平稳，报告 1 起门户短时访问缓慢，已定位并扩容。东岭数据有缺报，已约谈并要求落实专人。",
    }),
  );
}

async function deployCurrent(stage: Stage, day: IsoDate): Promise<void> {
  await order(
    stage,
    {
      name: CURRENT,
      plan: "演习期间各云平台 24 小时现场值守，变更冻结，不得开展侵入性测试；发现攻击立即报告，每日 17 时前零报告。",
      from: at(addDays(day, 1), 0),
      to: at(addDays(stage.lastDay, 5), 0),
      clouds: ALL,
    },
    true,
  );
  // On site around the clock; one provider has planned no further than tomorrow.
  for (const [n, { cloud, people }] of keepers().entries()) {
    const planner = people.at(-1);
    if (!planner) continue;
    const until = n === 2 ? addDays(stage.lastDay, 1) : addDays(stage.lastDay, 4);
    for (let each = addDays(day, 1); each <= until; each = addDays(each, 1))
      for (const [start, name] of [
        [0, "驻场一组"],
        [12, "驻场二组"],
      ] as const)
        await stage.attempt(planner.key, (tx, actor, now) =>
          duty.plan(tx, actor, now, {
            placeId: stage.cloud(cloud),
            personId: null,
            name,
            phone: `0571-8800${3000 + n * 10 + start / 12}`,
            mode: "on-site",
            role: start === 0 ? "watch" : "lead",
            from: at(each, start),
            to: at(each, start + 12),
            note: "重保现场值守",
          }),
        );
  }
}

async function draftNext(stage: Stage, day: IsoDate): Promise<void> {
  const year = Number(day.slice(0, 4)) + 1;
  await order(
    stage,
    {
      name: `${year} 年元旦春节重保`,
      plan: "节日期间各云平台现场值守，每日零报告；节前完成备份恢复验证和弱口令清理。",
      from: at(`${year}-01-01`, 0),
      to: at(`${year}-01-04`, 0),
      clouds: ALL,
    },
    false,
  );
}

/** The daily word: in time by most, one provider once late and once silent, one with an event. */
async function reportAll(stage: Stage): Promise<void> {
  for (const [n, { cloud, people }] of keepers().entries()) {
    const who = people.at(-1);
    if (!who) continue;
    for (const name of [PAST, CURRENT]) {
      const of = await periodNamed(stage, who.key, name);
      if (!of || of.standing === "closed" || of.standing === "upcoming") continue;
      const cells = of.board.find((row) => row.cloud.id === stage.cloud(cloud))?.cells ?? [];
      for (const cell of cells) {
        if (cell.standing !== "waiting" && cell.standing !== "missing") continue;
        // Silent for good on the second day of the first period.
        if (n === 2 && name === PAST && cell.day === cells.at(-2)?.day) continue;
        if (n === 2 && cell.standing === "waiting" && name === CURRENT) continue;
        const event = n === 0 && name === PAST && cell.day === cells.at(-1)?.day;
        await stage.attempt(who.key, (tx, actor, now) =>
          protection.fileReport(tx, actor, now, of.id, {
            cloudId: stage.cloud(cloud),
            day: cell.day,
            events: event ? 1 : 0,
            note: event ? "9:40 起大会门户访问缓慢约 12 分钟，扩容后恢复，无数据影响。" : "",
          }),
        );
      }
    }
  }
}

async function handOver(stage: Stage, taken: boolean): Promise<void> {
  for (const { cloud, people } of keepers().slice(0, 2)) {
    const [lead, , ...rest] = people;
    const writer = rest[0] ?? people[1];
    if (!lead || !writer) continue;
    const id = await stage.act(writer.key, (tx, actor, now) =>
      duty.writeHandOver(tx, actor, now, stage.cloud(cloud), {
        text: taken
          ? "入侵检测告警 3 条，均为扫描探测，已封禁来源地址；备份任务全部成功。"
          : "核心交换机一块电源告警，备件明早到货，请接班人跟进更换；其余正常。",
        openItems: taken ? 0 : 1,
      }),
    );
    if (taken) await stage.act(lead.key, (tx, actor, now) => duty.receiveHandOver(tx, actor, now, id, 1));
  }
}
