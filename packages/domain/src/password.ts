import { COMMON_WORDS } from "./password-common.ts";
import { Refusal } from "./refusal.ts";
import type { Bilingual } from "./vocabulary.ts";

/** What a password has to be; the figures are settings. */
export interface PasswordRules {
  readonly minLength: number;
  readonly kinds: number;
}

const LIKENESS: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "l",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};
const ROWS = [
  "abcdefghijklmnopqrstuvwxyz",
  "0123456789",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
];
const WORDS = [...COMMON_WORDS].sort((a, b) => b.length - a.length);

/** Whether nothing is left of the letters once common words are taken out of them. */
function isCommon(password: string): boolean {
  const lower = password.toLowerCase();
  const plain = lower.replace(/[^a-z]/g, "");
  // Substitutions stand between letters; digits and marks at the ends are only appended.
  const core = lower.replace(/^[^a-z]+|[^a-z]+$/g, "");
  const likened = [...core]
    .map((sign) => LIKENESS[sign] ?? sign)
    .join("")
    .replace(/[^a-z]/g, "");
  return [plain, likened].some((letters) => letters.length > 0 && isMadeOf(letters));
}

function isMadeOf(letters: string): boolean {
  // reached[i]: the first i letters are nothing but common words.
  const reached = [true];
  for (let end = 1; end <= letters.length; end += 1) {
    reached[end] = WORDS.some(
      (word) =>
        word.length <= end &&
        reached[end - word.length] === true &&
        letters.startsWith(word, end - word.length),
    );
  }
  return reached[letters.length] === true;
}

/** The longest run that follows a keyboard row, the alphabet or the digits, in either direction. */
function longestRun(password: string): number {
  const lower = password.toLowerCase();
  let longest = 1;
  for (const row of [...ROWS, ...ROWS.map((each) => [...each].reverse().join(""))]) {
    for (let from = 0; from < lower.length; from += 1) {
      let length = 2;
      while (from + length <= lower.length && row.includes(lower.slice(from, from + length))) length += 1;
      longest = Math.max(longest, length - 1);
    }
  }
  return longest;
}

/** Why a password does not qualify, or null. `about` are words it may not be made of: name, account, organisation. */
export function passwordWeakness(
  password: string,
  rules: PasswordRules,
  about: readonly string[],
): Bilingual | null {
  if ([...password].length < rules.minLength) {
    return { zh: `至少 ${rules.minLength} 位。`, en: `at least ${rules.minLength} characters.` };
  }
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(password)).length;
  if (kinds < rules.kinds) {
    return {
      zh: `须包含大写字母、小写字母、数字、符号中的至少 ${rules.kinds} 类。`,
      en: `use ${rules.kinds} of: capital letters, small letters, digits, marks.`,
    };
  }
  if (new Set(password).size < 6 || /^(.{1,6})\1+$/.test(password))
    return { zh: "重复的字符太多。", en: "too many repeated characters." };
  if (longestRun(password) >= Math.ceil(password.length / 2))
    return {
      zh: "不能主要由连续的字母、数字或键盘顺序组成。",
      en: "it mostly follows the alphabet or the keyboard.",
    };
  if (isCommon(password)) return { zh: "属于常见口令。", en: "it is a common password." };
  const lower = password.toLowerCase();
  const word = about
    .map((each) => each.toLowerCase())
    .find((each) => each.length >= 4 && lower.includes(each));
  if (word !== undefined)
    return { zh: "不能包含账号、姓名或单位名称。", en: "it may not contain the account or a name." };
  return null;
}

/** `used`: it is one of the recent ones, which only hashes can tell. */
export function requirePassword(
  password: string,
  rules: PasswordRules,
  about: readonly string[],
  used = false,
): void {
  const weakness = used
    ? { zh: "与最近使用过的口令相同。", en: "it was used recently." }
    : passwordWeakness(password, rules, about);
  if (weakness) {
    throw new Refusal("password-weak", { reason: weakness.zh }, [{ field: "/password", message: weakness }]);
  }
}

export interface FailureCount {
  readonly failedCount: number;
  readonly failedSince: Date | null;
}

/**
 * Counts a failed sign-in: failures older than the lock-out length are forgotten, the last one allowed
 * locks for that length. Counted apart for browsers the person has used before and for all others, so that
 * strangers lock out strangers only; never an address or an organisation.
 */
export function afterFailure(
  before: FailureCount,
  now: Date,
  limits: { readonly maxFailures: number; readonly lockMinutes: number },
): FailureCount & { readonly lockedUntil: Date | null } {
  const length = limits.lockMinutes * 60_000;
  const recent = before.failedSince !== null && now.getTime() - before.failedSince.getTime() < length;
  const failedCount = recent ? before.failedCount + 1 : 1;
  const failedSince = recent ? before.failedSince : now;
  if (failedCount < limits.maxFailures) return { failedCount, failedSince, lockedUntil: null };
  return { failedCount: 0, failedSince: null, lockedUntil: new Date(now.getTime() + length) };
}
