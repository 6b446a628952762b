import { getObjectHistory, listRecord, type QueryOf, type RecordEntryView } from "@yunjian/contract";
import { isIsoDate, OBJECT_TYPES, type ObjectType } from "@yunjian/domain";
import {
  collect,
  type Context,
  given,
  momentOf,
  remarkEmpty,
  remarkMore,
  requireId,
  wrongUse,
} from "../context.ts";
import { runOnThisMachine } from "../operator.ts";
import { table } from "../output.ts";
import { type Define, limited, several } from "../program.ts";

interface ListOptions {
  readonly person?: string;
  readonly object?: string;
  readonly kind?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly limit: number;
}

export function defineRecord({ say, command, perform }: Define): void {
  const record = limited(
    command("record", "一个对象的办理经过，新的在前", "what happened to an object, the newest first"),
    say,
  )
    .argument(
      "[type]",
      say(`对象类型：${OBJECT_TYPES.join(" ")}`, `kind of object: ${OBJECT_TYPES.join(" ")}`),
    )
    .argument("[id]", say("对象编号", "id of the object"));
  perform<{ limit: number }>(record, async (context, { limit }, [type, id]) => {
    const known = OBJECT_TYPES.find((each) => each === type);
    if (!known || id === undefined) {
      throw wrongUse(
        context,
        `请给出对象类型和编号，或用 record list、record verify；类型：${OBJECT_TYPES.join(" ")}`,
        `give kind and id of an object, or use record list or record verify; kinds: ${OBJECT_TYPES.join(" ")}`,
      );
    }
    const params: { type: ObjectType; id: string } = { type: known, id: requireId(context, id) };
    show(
      context,
      await collect(limit, (paging) => context.call(getObjectHistory, { params, query: paging })),
    );
  });

  const list = limited(command("list", "存证记录（审计人员）", "the whole record, for auditors", record), say)
    .option("--person <name>", say("姓名或邮箱", "by name or mail address"))
    .option("--object <id>", say("对象编号", "about an object"))
    .option(
      "--kind <kind>",
      say("事项，例如 submission.submitted，可多次", "kind of event, as submission.submitted, repeatable"),
      several,
    )
    .option("--from <date>", say("起始日期", "from this day on"))
    .option("--to <date>", say("截止日期（含）", "to this day"));
  perform<ListOptions>(list, async (context, options) => {
    const { person, object, kind, from, to, limit } = options;
    const query = given({
      person,
      objectId: object === undefined ? undefined : requireId(context, object),
      // The server names the kinds it knows when one is wrong.
      kind: kind as QueryOf<typeof listRecord>["kind"],
      from: from === undefined ? undefined : day(context, from),
      to: to === undefined ? undefined : day(context, to),
    });
    show(
      context,
      await collect(limit, (paging) => context.call(listRecord, { query: { ...query, ...paging } })),
    );
  });

  const verify = command(
    "verify",
    "核验存证账本：逐条重算并比对签名检查点；在数据所在的机器上执行，服务运行时也可以",
    "verify the record: every entry hashed again, every signed checkpoint compared; on the machine of the data, also while the server runs",
    record,
  )
    .option(
      "--verifier <key>",
      say(
        "另行保存的检查点公钥（缺省用库中的）",
        "the checkpoints' public key you kept; else the one in the database",
      ),
    )
    .option("--demo", say("用于演示数据", "for the demo's data"));
  perform<{ verifier?: string; demo?: boolean }>(verify, async ({ out, lang }, { verifier, demo }) => {
    await runOnThisMachine("record", [
      "verify",
      ...(verifier === undefined ? [] : ["--verifier", verifier]),
      ...(demo ? ["--demo"] : []),
      ...(out.json ? ["--json"] : []),
      "--lang",
      lang,
    ]);
  });
}

function show(context: Context, read: { items: RecordEntryView[]; next: string | null }): void {
  context.out.show(read, () =>
    table(
      read.items.map((entry) => [
        momentOf(entry.at),
        entry.kind,
        [entry.person?.name, entry.organisation?.name].filter(Boolean).join(" / ") ||
          context.say("（平台）", "(platform)"),
        `${entry.object.type} ${entry.object.id}`,
        factsOf(entry.data),
      ]),
    ),
  );
  remarkEmpty(context, read.items, "没有记录。", "No entries.");
  remarkMore(context, read.next);
}

function factsOf(data: Readonly<Record<string, unknown>>): string {
  return Object.entries(data)
    .filter(([, value]) => value !== null && typeof value !== "object")
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(" ");
}

function day(context: Context, text: string): string {
  if (isIsoDate(text)) return text;
  throw wrongUse(context, `“${text}”不是日期，例如 2026-11-20`, `“${text}” is not a date, as 2026-11-20`);
}
