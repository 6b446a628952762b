import {
  decideBatch,
  decideReviewOf,
  type ReviewPage,
  type ReviewRecord,
  saveChecklist,
} from "@yunjian/contract";
import {
  type Checklist,
  formatWindow,
  REVIEW_OUTCOMES,
  type ReviewOutcome,
  SEVERITIES,
  type Severity,
  sourceName,
} from "@yunjian/domain";
import { App, Button, Checkbox, DatePicker, Form, Input, InputNumber, Radio, Select } from "antd";
import dayjs from "dayjs";
import { useEffect, useRef, useState } from "react";
import { useChange } from "../../lib/api.ts";
import { fieldMessages } from "../../lib/field-errors.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useUnsaved } from "../../ui/FormParts.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import { useBatchReport } from "./BatchReport.tsx";
import { ChecklistForm } from "./Checklist.tsx";
import { useSubmitKey } from "./use-queue-keys.ts";

interface DecisionPanelProps {
  readonly page: ReviewPage;
  readonly review: ReviewRecord;
  readonly onDecided: () => void;
}

const KEEP_AFTER = 1200;

/** Checklist and decision of one review. Answers are kept while they are given; what was typed stays on refusal. */
export function DecisionPanel({ page, review, onDecided }: DecisionPanelProps) {
  const text = useText();
  const lang = useLang();
  const { message } = App.useApp();
  const report = useBatchReport();
  const [version, setVersion] = useState(review.version);
  const [checklist, setChecklist] = useState<Checklist>(review.checklist ?? {});
  const [note, setNote] = useState(review.note);
  const [outcome, setOutcome] = useState<ReviewOutcome>();
  const [until, setUntil] = useState(page.supplementDefault);
  const [defectTitle, setDefectTitle] = useState("");
  const [severity, setSeverity] = useState<Severity>();
  const [days, setDays] = useState<number | null>(null);
  const [kept, setKept] = useState<"saved" | "saving" | "unsaved">();
  const [dirty, setDirty] = useState(false);
  const siblings = page.siblings.flatMap((each) => (each.review?.state === "received" ? [each] : []));
  const [also, setAlso] = useState(false);
  useUnsaved(dirty);

  const keep = useChange(saveChecklist, {
    errors: "page",
    refresh: false,
    onRefused: () => setKept("unsaved"),
  });
  const decide = useChange(decideReviewOf, { errors: "page" });
  const alike = useChange(decideBatch);
  const busy = decide.busy || alike.busy;

  // Keeps the answers shortly after the last change; the decision itself carries them again.
  const latest = useRef({ checklist, note, version });
  useEffect(() => {
    latest.current = { checklist, note, version };
  });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const keepSoon = () => {
    setDirty(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void keepNow(), KEEP_AFTER);
  };
  const keepNow = async () => {
    setKept("saving");
    const { version: based, ...answers } = latest.current;
    const body = { version: based, note: answers.note, checklist: sent(answers.checklist) };
    const done = await keep.run({ params: { id: review.id }, body });
    if (!done) return;
    setVersion(done.version);
    setKept("saved");
    setDirty(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);

  const errors = new Map(fieldMessages(decide.error).map(({ field, message: words }) => [field, words]));
  const submit = async () => {
    if (!outcome || busy) return;
    clearTimeout(timer.current);
    const done = await decide.run({
      params: { id: review.id },
      body: {
        version: latest.current.version,
        checklist: sent(checklist),
        outcome,
        note,
        ...(outcome === "supplement-needed" && { supplementUntil: until }),
        ...(outcome === "non-compliant" && {
          defectTitle,
          ...(severity && { severity }),
          ...(days !== null && { windowDays: days }),
        }),
      },
    });
    if (!done) return;
    setDirty(false);
    message.success(text(done.state === "decided" ? "reviews.decision.done" : "reviews.decision.proposed"));
    if (also && outcome === "compliant" && siblings.length > 0) {
      const items = siblings.flatMap(({ review: each }) =>
        each ? [{ reviewId: each.id, version: each.version }] : [],
      );
      const batch = await alike.run({ body: { items, note } });
      const nameOf = (id: string) => siblings.find((each) => each.review?.id === id)?.duty.title[lang] ?? id;
      if (batch) report(batch, "reviews.batch.decided", nameOf);
    }
    onDecided();
  };
  useSubmitKey(submit);
  const window = page.windows.find((each) => each.severity === severity);
  const field = (name: string) => {
    const words = errors.get(`/${name}`);
    return words === undefined ? {} : { validateStatus: "error" as const, help: words };
  };

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {review.secondNote && (
        <p className="yj-review-late">{text("reviews.second.returned", { note: review.secondNote })}</p>
      )}
      <Section title={text("reviews.checklist.title")}>
        <ChecklistForm
          duty={page.duty}
          late={page.late}
          value={checklist}
          errors={errors}
          onChange={(next) => {
            setChecklist(next);
            keepSoon();
          }}
          note={kept && text(`reviews.checklist.${kept}`)}
        />
      </Section>
      <Section title={text("reviews.decision.title")}>
        <Form component="div" layout="vertical" requiredMark={false}>
          <Radio.Group
            className="yj-outcomes"
            aria-label={text("reviews.decision.outcome")}
            value={outcome}
            onChange={(event) => setOutcome(event.target.value as ReviewOutcome)}
          >
            {REVIEW_OUTCOMES.map((each) => (
              <Radio key={each} value={each}>
                {text(`reviews.decision.${each}`)}
                <span className="yj-hint">{text(`reviews.decision.${each}Hint`)}</span>
              </Radio>
            ))}
          </Radio.Group>
          {outcome === "non-compliant" && (
            <>
              <Form.Item
                label={text("reviews.decision.defectTitle")}
                htmlFor="defect-title"
                {...field("defectTitle")}
              >
                <Input
                  id="defect-title"
                  maxLength={200}
                  value={defectTitle}
                  placeholder={text("reviews.decision.defectTitlePlaceholder")}
                  onChange={(event) => setDefectTitle(event.target.value)}
                />
              </Form.Item>
              <Form.Item label={text("reviews.decision.severity")} htmlFor="severity" {...field("severity")}>
                <Select
                  id="severity"
                  value={severity ?? null}
                  onChange={(next) => setSeverity(next ?? undefined)}
                  options={SEVERITIES.map((value) => ({ value, label: text(`state.severity.${value}`) }))}
                />
              </Form.Item>
              {window && (
                <Form.Item
                  label={text("reviews.decision.window")}
                  htmlFor="window-days"
                  {...field("windowDays")}
                >
                  <div className="yj-hint">
                    {text("reviews.decision.windowDefault", {
                      window: formatWindow(window, lang),
                      source:
                        window.source === "agreed-parameter"
                          ? text("reviews.decision.agreed")
                          : sourceName(window.source, lang),
                    })}
                  </div>
                  <InputNumber
                    id="window-days"
                    min={1}
                    max={365}
                    value={days}
                    onChange={setDays}
                    placeholder={text("reviews.decision.windowOwn")}
                  />
                </Form.Item>
              )}
            </>
          )}
          {outcome === "supplement-needed" && (
            <Form.Item
              label={text("reviews.decision.supplementUntil")}
              htmlFor="until"
              {...field("supplementUntil")}
            >
              <DatePicker
                id="until"
                allowClear={false}
                value={dayjs(until)}
                onChange={(next) => next && setUntil(next.format("YYYY-MM-DD"))}
              />
            </Form.Item>
          )}
          {outcome && (
            <Form.Item
              label={text(
                outcome === "compliant"
                  ? "reviews.decision.noteCompliant"
                  : outcome === "supplement-needed"
                    ? "reviews.decision.noteSupplement"
                    : "reviews.decision.noteDefect",
              )}
              htmlFor="note"
              {...field("note")}
            >
              <Input.TextArea
                id="note"
                autoSize={{ minRows: 3, maxRows: 12 }}
                maxLength={4000}
                value={note}
                onChange={(event) => {
                  setNote(event.target.value);
                  keepSoon();
                }}
              />
            </Form.Item>
          )}
          {outcome === "compliant" && siblings.length > 0 && (
            <Checkbox checked={also} onChange={(event) => setAlso(event.target.checked)}>
              {text("reviews.decision.alsoSiblings", { count: siblings.length })}
            </Checkbox>
          )}
        </Form>
        {/* Refusals about fields stand at the fields; anything else is said here. */}
        {errors.size === 0 && <Problem error={decide.error} />}
        <div className="yj-form-actions">
          <Button type="primary" htmlType="submit" disabled={!outcome} loading={busy}>
            {text(page.secondReview ? "reviews.decision.propose" : "reviews.decision.submit")}
          </Button>
          {page.secondReview && <span className="yj-hint">{text("reviews.decision.proposeHint")}</span>}
        </div>
      </Section>
    </form>
  );
}

/** The answers as the contract takes them. */
function sent({ own, ...general }: Checklist) {
  return { ...general, ...(own && { own: [...own] }) };
}
