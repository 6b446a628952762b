/**
 * How text becomes search tokens: a Chinese run its bigrams (a run of one character stays one), an
 * ASCII word in lower case. "漏洞扫描 CVE" gives 漏洞, 洞扫, 扫描, cve.
 */

const RUN = /\p{Script=Han}+|[a-z0-9]+(?:\.[0-9]+)*/gu;
const HAN = /^\p{Script=Han}/u;

export interface Term {
  /** What the person wrote, without blanks, in lower case. */
  readonly run: string;
  readonly chinese: boolean;
  readonly tokens: readonly string[];
}

export function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

/** Repetition asks for nothing new, so each run and each of its tokens comes once. */
export function termsOf(text: string): Term[] {
  return [...new Set(fold(text).match(RUN) ?? [])].map((run) => {
    const chinese = HAN.test(run);
    return { run, chinese, tokens: chinese ? [...new Set(bigrams(run))] : [run] };
  });
}

/** Tokens of a text to be found: besides bigrams also single characters, so that one character finds. */
export function indexTokens(text: string): string[] {
  return termsOf(text).flatMap(({ run, chinese, tokens }) =>
    chinese && run.length > 1 ? [...tokens, ...run] : tokens,
  );
}

/** Words people use for one thing: the table says 脆弱性扫描, everyone else 漏洞扫描. */
const SAME: readonly (readonly [string, string])[] = [
  ["漏洞", "脆弱性"],
  ["账户", "账号"],
  ["凭据", "凭证"],
];

/** The term itself, and the same in the other word for it. */
export function variantsOf(term: Term): Term[] {
  const swapped = SAME.flatMap(([a, b]) => [
    ...(term.run.includes(a) ? [term.run.replaceAll(a, b)] : []),
    ...(term.run.includes(b) ? [term.run.replaceAll(b, a)] : []),
  ]);
  return [term, ...swapped.flatMap(termsOf)];
}

function bigrams(run: string): string[] {
  const characters = [...run];
  if (characters.length === 1) return characters;
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`);
}
