import { ENGAGEMENT_ROLES, POSTURES } from "@yunjian/domain";
import { GLOSSARY_STATES, GLOSSARY_TERMS } from "../src/features/catalogue/glossary.ts";
import * as glossary from "../src/messages/glossary.ts";
import * as posture from "../src/messages/posture.ts";
import * as words from "../src/messages/words.ts";

type Texts = { readonly [key: string]: string | Texts };

function at(texts: Texts, path: string): string {
  const found = path
    .split(".")
    .reduce<string | Texts | undefined>(
      (node, key) => (typeof node === "object" ? node[key] : undefined),
      texts,
    );
  if (typeof found !== "string") throw new Error(`no words for ${path}`);
  return found;
}

const ZH: Texts = { ...glossary.zh, ...posture.zh, ...words.zh };
const EN: Texts = { ...glossary.en, ...posture.en, ...words.en };

/** docs/GLOSSARY.md, from the texts of the interface: one source, so that the two cannot drift apart. */
export function glossaryPage(): string {
  const group = (name: string, note: boolean) => [
    `## ${at(EN, `glossary.group.${name}`)} · ${at(ZH, `glossary.group.${name}`)}`,
    "",
    ...(note ? [at(EN, `glossary.note.${name}`), "", at(ZH, `glossary.note.${name}`), ""] : []),
    "| in code | English | 中文 | meaning | 含义 |",
    "|---|---|---|---|---|",
  ];
  const row = (key: string, name: string, meaning: string) =>
    `| \`${key}\` | ${at(EN, name)} | ${at(ZH, name)} | ${at(EN, meaning)} | ${at(ZH, meaning)} |`;
  return [
    "# Glossary · 术语表",
    "",
    "The words of Yunjian in code, contract, interface and documents, and what each means exactly. Written from the",
    "messages of the web client (`packages/web/src/messages/glossary.ts`, `posture.ts`, `words.ts`): change them there",
    "and run `UPDATE_GLOSSARY=1 npx vitest run packages/web/test/glossary.test.ts`.",
    "",
    ...group("term", false),
    ...GLOSSARY_TERMS.map((key) => row(key, `glossary.name.${key}`, `glossary.term.${key}`)),
    "",
    ...group("role", false),
    ...ENGAGEMENT_ROLES.map((role) => row(role, `words.role.${role}`, `glossary.role.${role}`)),
    "",
    ...group("posture", true),
    ...POSTURES.map((each) => row(each, `state.posture.${each}`, `posture.definition.${each}`)),
    ...GLOSSARY_STATES.flatMap(({ kind, states, note }) => [
      "",
      ...group(kind, note),
      ...states.map((state) => row(state, `state.${kind}.${state}`, `glossary.${kind}.${state}`)),
    ]),
    "",
  ].join("\n");
}
