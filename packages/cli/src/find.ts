import { listClouds, listRectifications, type OutputOf } from "@yunjian/contract";
import { formatNumber, parseNumber } from "@yunjian/domain";
import { type Context, isId, requireId } from "./context.ts";
import { CliError, EXIT } from "./session.ts";

type Named = { readonly id: string; readonly name: string };

/** A cloud by its name, the beginning or a part of it, or its id. */
export async function cloudOf({ call, say }: Context, text: string): Promise<Named> {
  if (isId(text)) return { id: text.toLowerCase(), name: text };
  const { items } = await call(listClouds, { query: { q: text, limit: 20 } });
  return only(
    items.filter((cloud) => cloud.endedAt === null || items.length === 1),
    text,
    (cloud) => ({ id: cloud.id, name: cloud.name, provider: cloud.provider.name }),
    say(`没有找到名称含“${text}”的云平台`, `no cloud is called “${text}”`),
    say(
      `“${text}”对应多个云平台，请写全名称或用编号：`,
      `“${text}” fits several clouds; give the whole name or the id:`,
    ),
  );
}

/** A rectification by its number (整改〔2026〕17号, brackets as one types them) or its id. */
export async function rectificationIdOf(context: Context, text: string): Promise<string> {
  if (isId(text)) return requireId(context, text);
  const { call, say } = context;
  const number = parseNumber(text);
  if (number?.kind !== "整改") return requireId(context, text);
  const { items } = await call(listRectifications, {
    query: { q: formatNumber("整改", number.year, number.n), view: "all", limit: 20 },
  });
  const exact = items.filter((item) => {
    const found = parseNumber(item.number);
    return found?.year === number.year && found.n === number.n;
  });
  const found: OutputOf<typeof listRectifications>["items"][number] = only(
    exact,
    text,
    (item) => ({ id: item.id, number: item.number, title: item.title, party: item.party.name }),
    say(`没有找到 ${text}`, `there is no ${text}`),
    say(`有多个 ${text}，请用编号：`, `there are several ${text}; give the id:`),
  );
  return found.id;
}

function only<T extends { readonly name?: string; readonly id: string }>(
  found: readonly T[],
  text: string,
  shown: (each: T) => Record<string, string>,
  none: string,
  many: string,
): T {
  const exact = found.filter((each) => each.name === text);
  const [one, another] = exact.length > 0 ? exact : found;
  if (!one) throw new CliError("not-found", EXIT.notFound, none);
  if (another) throw new CliError("ambiguous", EXIT.usage, many, found.map(shown));
  return one;
}
