import { type Actor, requireOther, requireOwn, requirePermission, requireState } from "./actor.ts";
import { dateOf, isIsoDate } from "./dates.ts";
import type { FormValues } from "./forms.ts";
import { requireHandIn } from "./period.ts";
import { type FieldProblem, invalid, Refusal } from "./refusal.ts";
import type { PeriodKind } from "./schedule.ts";
import { requireNotInfected, type ScannedFile } from "./file-health.ts";
import type { FileState } from "./sensitivity.ts";
import type { PeriodState, Sensitivity, SubmissionKind, SubmissionState } from "./vocabulary.ts";

/** 补录: papers that were in force before they could be handed in. */
export interface LateEntry {
  readonly realDate: string;
  readonly approver: string;
  readonly archiveNumber: string;
}

/** 现场查阅: papers that must not be copied are looked at where they are. */
export interface OnSite {
  readonly place: string;
  readonly contact: string;
  readonly availableFrom: string;
  readonly availableTo: string;
  readonly description: string;
}

/** What somebody prepares, whatever its kind; only the parts of its kind count. */
export interface SubmissionContent {
  readonly kind: SubmissionKind;
  readonly title: string;
  readonly statement: string;
  readonly form: {
    readonly key: string;
    readonly data: FormValues;
    readonly sensitivity: Sensitivity | null;
  } | null;
  readonly unchangedSince: string | null;
  readonly late: LateEntry | null;
  readonly onSite: OnSite | null;
}

export interface PeriodToServe {
  readonly id: string;
  readonly obligationId: string;
  readonly partyOrgId: string;
  readonly state: PeriodState;
  readonly kind: PeriodKind;
  readonly label: string;
  readonly opensAt: Date;
}

export interface AttachedFile extends ScannedFile {
  readonly orgId: string;
  readonly state: FileState;
}

/** The submission a declaration “unchanged since” points at: it was found compliant for these obligations. */
export interface StillHolding {
  readonly orgId: string;
  readonly acceptedFor: readonly string[];
}

/** The periods one may prepare for: the own organisation's, and open to it. */
export function requireServable(actor: Actor, periods: readonly PeriodToServe[], now: Date): void {
  if (periods.length === 0) {
    throw invalid({
      field: "/periodIds",
      message: { zh: "请至少选择一个周期。", en: "Choose at least one period." },
    });
  }
  for (const period of periods) {
    requireOwn(actor, period.partyOrgId);
    requireHandIn(period, now);
  }
}

export function requireAttachable(
  actor: Actor,
  files: readonly AttachedFile[],
  allowUnscanned: boolean,
): void {
  for (const file of files) {
    if (file.orgId !== actor.orgId) throw new Refusal("not-found");
    if (file.state !== "kept") throw new Refusal("file-gone", { name: file.name });
    requireNotInfected(file);
    if (!allowUnscanned && file.scan.state !== "clean")
      throw new Refusal("file-unscanned", { name: file.name });
  }
}

/** Whether what was prepared can be handed in as it is. `form` holds what is wrong in the form, if it is one. */
export function requireComplete(
  content: SubmissionContent,
  facts: {
    readonly periods: readonly PeriodToServe[];
    readonly files: number;
    readonly formProblems: readonly FieldProblem[];
    readonly still: StillHolding | null;
    readonly now: Date;
  },
): void {
  const { kind, statement } = content;
  const written = statement.trim() !== "";
  const wrong: FieldProblem[] = [];
  if (content.title.trim() === "") wrong.push(needed("/title", "标题", "a title"));
  switch (kind) {
    case "files":
      if (facts.files === 0 && !written) throw new Refusal("nothing-to-submit");
      break;
    case "form":
      if (!content.form) wrong.push(needed("/form", "表单", "the form"));
      else if (content.form.sensitivity === null)
        wrong.push(needed("/form/sensitivity", "敏感程度", "how sensitive it is"));
      wrong.push(...facts.formProblems);
      break;
    case "unchanged":
      wrong.push(...wrongUnchanged(content, facts));
      break;
    case "nil-report":
      break;
    case "on-site":
      wrong.push(...wrongOnSite(content.onSite, facts.now));
      break;
    case "late-entry":
      wrong.push(...wrongLate(content.late, facts.now));
      if (wrong.length === 0 && facts.files === 0 && !written) throw new Refusal("nothing-to-submit");
      break;
  }
  if (wrong.length > 0) throw invalid(...wrong);
}

function wrongUnchanged(
  content: SubmissionContent,
  { periods, still }: { periods: readonly PeriodToServe[]; still: StillHolding | null },
): FieldProblem[] {
  if (content.unchangedSince === null || still === null) {
    return [
      {
        field: "/unchangedSince",
        message: {
          zh: "没有可引用的、已审核通过的提交，不能声明无变化，请提交材料。",
          en: "Nothing found compliant is referred to, so nothing can be declared unchanged. Hand in the papers.",
        },
      },
    ];
  }
  const others = periods.filter((period) => !still.acceptedFor.includes(period.obligationId));
  if (others.length === 0) return [];
  return [
    {
      field: "/unchangedSince",
      message: {
        zh: "所引用的提交未就同一监管义务被认定为符合，不能声明无变化。请改为提交材料，或选择已审核通过的提交。",
        en: "It was not found compliant for the same obligation. Hand in the papers, or choose one that was.",
      },
    },
  ];
}

function wrongOnSite(onSite: OnSite | null, now: Date): FieldProblem[] {
  if (!onSite) return [needed("/onSite", "现场查阅安排", "where and when the papers can be looked at")];
  const wrong: FieldProblem[] = [];
  if (onSite.place.trim() === "") wrong.push(needed("/onSite/place", "查阅地点", "the place"));
  if (onSite.contact.trim() === "") wrong.push(needed("/onSite/contact", "联系人及电话", "whom to call"));
  if (onSite.description.trim() === "")
    wrong.push(needed("/onSite/description", "可查阅的材料", "which papers"));
  if (!isIsoDate(onSite.availableFrom))
    wrong.push(needed("/onSite/availableFrom", "开始日期", "the first day"));
  if (!isIsoDate(onSite.availableTo)) wrong.push(needed("/onSite/availableTo", "结束日期", "the last day"));
  else if (onSite.availableTo < onSite.availableFrom) {
    wrong.push({
      field: "/onSite/availableTo",
      message: { zh: "结束日期不能早于开始日期。", en: "Must not lie before the first day." },
    });
  } else if (onSite.availableTo < dateOf(now)) {
    wrong.push({
      field: "/onSite/availableTo",
      message: {
        zh: "可查阅时间已过，请填写今天或以后的日期。",
        en: "Already past; give today or a later day.",
      },
    });
  }
  return wrong;
}

function wrongLate(late: LateEntry | null, now: Date): FieldProblem[] {
  if (!late) return [needed("/late", "补录信息", "when it was really made and who approved it")];
  const wrong: FieldProblem[] = [];
  if (!isIsoDate(late.realDate)) wrong.push(needed("/late/realDate", "实际形成日期", "its real date"));
  else if (late.realDate > dateOf(now)) {
    wrong.push({
      field: "/late/realDate",
      message: { zh: "实际形成日期不能晚于今天。", en: "Must not lie after today." },
    });
  }
  if (late.approver.trim() === "") wrong.push(needed("/late/approver", "批准人", "who approved it"));
  if (late.archiveNumber.trim() === "")
    wrong.push(needed("/late/archiveNumber", "档号", "the archive number"));
  return wrong;
}

function needed(field: string, zh: string, en: string): FieldProblem {
  return { field, message: { zh: `请填写${zh}。`, en: `Give ${en}.` } };
}

// The life of a submission -----------------------------------------------------------------------------
//
//   draft ──hand in──────────────────────> submitted ──withdraw──> withdrawn
//     │ └──send──> awaiting-sign-off ──sign──┘
//     │               └──send back──> draft
//     └──discard──> withdrawn

export interface SubmissionFacts {
  readonly orgId: string;
  readonly state: SubmissionState;
  readonly createdBy: string;
  /** Who sent it for sign-off. */
  readonly sentBy: string | null;
}

/** Whether a second person of the own organisation has to sign. */
export function needsSignOff(
  actor: Actor,
  rule: { readonly twoPerson: boolean; readonly machineWithoutSignOff: boolean },
): boolean {
  if (!rule.twoPerson) return false;
  return !(actor.via === "api-key" && rule.machineWithoutSignOff);
}

export function requireEditable(actor: Actor, submission: SubmissionFacts): void {
  requirePermission(actor, "submission.prepare");
  requireOwn(actor, submission.orgId);
  requireState(submission.state, "draft");
}

/** From the preparer's hands: to whoever signs, or straight to the supervisor. */
export function handIn(actor: Actor, submission: SubmissionFacts, signOff: boolean): SubmissionState {
  requireEditable(actor, submission);
  return signOff ? "awaiting-sign-off" : "submitted";
}

/** Neither who prepared it nor who sent it signs. */
export function signOff(actor: Actor, submission: SubmissionFacts): SubmissionState {
  requireSigner(actor, submission);
  return "submitted";
}

export function sendBack(actor: Actor, submission: SubmissionFacts, note: string): SubmissionState {
  requireSigner(actor, submission);
  if (note.trim() === "") throw new Refusal("reason-required");
  return "draft";
}

function requireSigner(actor: Actor, submission: SubmissionFacts): void {
  requirePermission(actor, "submission.sign-off");
  requireOwn(actor, submission.orgId);
  requireState(submission.state, "awaiting-sign-off");
  requireOther(actor, submission.createdBy);
  requireOther(actor, submission.sentBy);
}

/** Back to the preparer without a signature: who sent it changed their mind. */
export function recall(actor: Actor, submission: SubmissionFacts): SubmissionState {
  requirePermission(actor, "submission.prepare");
  requireOwn(actor, submission.orgId);
  requireState(submission.state, "awaiting-sign-off");
  return "draft";
}

/** Only while nobody received it; what was handed in stays visible as withdrawn. */
export function withdraw(
  actor: Actor,
  submission: SubmissionFacts,
  periods: readonly ServedPeriod[],
): SubmissionState {
  requirePermission(actor, "submission.prepare");
  requireOwn(actor, submission.orgId);
  requireState(submission.state, "draft", "submitted");
  if (submission.state === "submitted") {
    if (periods.some((period) => period.received)) throw new Refusal("already-received");
    if (periods.some((period) => period.superseded)) throw new Refusal("superseded");
  }
  return "withdrawn";
}

/** How a period a submission serves stands towards it. */
export interface ServedPeriod {
  /** The supervisor took it in, or decided on it. */
  readonly received: boolean;
  /** A newer version counts for the period now. */
  readonly superseded: boolean;
}

export const SUBMISSION_STEPS = ["edit", "hand-in", "sign-off", "send-back", "recall", "withdraw"] as const;
export type SubmissionStep = (typeof SUBMISSION_STEPS)[number];

/** What the actor can do now, for the interface; the same functions say no on the server. */
export function stepsFor(
  actor: Actor,
  submission: SubmissionFacts,
  periods: readonly ServedPeriod[],
): SubmissionStep[] {
  const can = (attempt: () => unknown): boolean => {
    try {
      attempt();
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  };
  const steps: readonly (readonly [SubmissionStep, () => unknown])[] = [
    ["edit", () => requireEditable(actor, submission)],
    ["hand-in", () => handIn(actor, submission, true)],
    ["sign-off", () => signOff(actor, submission)],
    ["send-back", () => sendBack(actor, submission, "?")],
    ["recall", () => recall(actor, submission)],
    ["withdraw", () => withdraw(actor, submission, periods)],
  ];
  return steps.flatMap(([step, attempt]) => (can(attempt) ? [step] : []));
}
