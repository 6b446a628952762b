import { Refusal } from "./refusal.ts";
import type { Bilingual } from "./vocabulary.ts";

/** Chosen so often that a guess starts with them; compared without case, digits and marks at the ends. */
const COMMON_CORES = [
  "password",
  "passw0rd",
  "admin",
  "administrator",
  "welcome",
  "qwerty",
  "qwertyuiop",
  "asdfghjkl",
  "letmein",
  "iloveyou",
  "yunjian",
  "zhengwuyun",
];

/** Why a password does not qualify, or null. `about` are words it may not be made of: name, account, organisation. */
export function passwordWeakness(
  password: string,
  minLength: number,
  about: readonly string[],
): Bilingual | null {
  if ([...password].length < minLength) {
    return { zh: `至少 ${minLength} 位。`, en: `at least ${minLength} characters.` };
  }
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/].filter((kind) => kind.test(password)).length;
  if (kinds < 3) {
    return {
      zh: "须包含大写字母、小写字母、数字、符号中的至少三类。",
      en: "use three of: capital letters, small letters, digits, marks.",
    };
  }
  if (new Set(password).size < 6) return { zh: "重复的字符太多。", en: "too many repeated characters." };
  const core = password.toLowerCase().replace(/^[^a-z]+|[^a-z]+$/g, "");
  if (COMMON_CORES.includes(core)) return { zh: "属于常见口令。", en: "it is a common password." };
  const lower = password.toLowerCase();
  const word = about
    .map((each) => each.toLowerCase())
    .find((each) => each.length >= 4 && lower.includes(each));
  if (word !== undefined)
    return { zh: "不能包含账号、姓名或单位名称。", en: "it may not contain the account or a name." };
  return null;
}

export function requirePassword(password: string, minLength: number, about: readonly string[]): void {
  const weakness = passwordWeakness(password, minLength, about);
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
 * locks the account for that length. Only the account is locked, never an address or an organisation.
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
