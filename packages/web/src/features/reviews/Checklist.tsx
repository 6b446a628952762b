import type { ReviewPage } from "@yunjian/contract";
import { CHECK_ANSWERS, CHECK_QUESTIONS, type CheckAnswer, type Checklist } from "@yunjian/domain";
import { Button, Radio } from "antd";
import type { ReactNode } from "react";
import { useLang, useText } from "../../lib/language.ts";
import "./reviews.css";

export interface ChecklistFormProps {
  readonly duty: ReviewPage["duty"];
  readonly late: boolean;
  readonly value: Checklist;
  readonly onChange: (value: Checklist) => void;
  /** What the server said, by field pointer: '/checklist/own/0'. */
  readonly errors: ReadonlyMap<string, string>;
  /** At the foot: whether the answers are kept. */
  readonly note?: ReactNode;
}

/** The four general questions and the duty's own checks; each answered by keyboard or one click. */
export function ChecklistForm({ duty, late, value, onChange, errors, note }: ChecklistFormProps) {
  const text = useText();
  const lang = useLang();
  const own = duty.checks.map((_, index) => value.own?.[index] ?? null);
  const setOwn = (index: number, answer: CheckAnswer) => onChange({ ...value, own: own.with(index, answer) });
  const restYes = () => {
    const general = Object.fromEntries(
      CHECK_QUESTIONS.map((question) => [
        question,
        value[question] ?? (question === "timely" && late ? "no" : "yes"),
      ]),
    );
    onChange({ ...general, own: own.map((answer) => answer ?? "yes") });
  };
  return (
    <div>
      {CHECK_QUESTIONS.map((question) => (
        <Check
          key={question}
          words={text(`reviews.checklist.${question}`)}
          hint={
            question === "timely" &&
            text("reviews.checklist.clock", {
              answer: text(late ? "reviews.checklist.late" : "reviews.checklist.onTime"),
            })
          }
          value={value[question] ?? null}
          onChange={(answer) => onChange({ ...value, own, [question]: answer })}
          error={errors.get(`/checklist/${question}`)}
        />
      ))}
      {duty.checks.length > 0 && <h3 className="yj-check-own">{text("reviews.checklist.own")}</h3>}
      {duty.checks.map((check, index) => (
        <Check
          key={check.zh}
          words={check[lang]}
          value={own[index] ?? null}
          onChange={(answer) => setOwn(index, answer)}
          error={errors.get(`/checklist/own/${index}`)}
        />
      ))}
      <div className="yj-check-foot">
        <Button size="small" onClick={restYes}>
          {text("reviews.checklist.restYes")}
        </Button>
        <span className="yj-hint" role="status">
          {note}
        </span>
      </div>
    </div>
  );
}

interface CheckProps {
  readonly words: string;
  readonly hint?: ReactNode;
  readonly value: CheckAnswer | null;
  readonly onChange: (answer: CheckAnswer) => void;
  readonly error: string | undefined;
}

function Check({ words, hint, value, onChange, error }: CheckProps) {
  const text = useText();
  return (
    <div className="yj-check">
      <div className="yj-check-line">
        <div>
          {words}
          {hint && <div className="yj-hint">{hint}</div>}
        </div>
        <Radio.Group
          size="small"
          optionType="button"
          buttonStyle="solid"
          aria-label={words}
          value={value}
          onChange={(event) => onChange(event.target.value as CheckAnswer)}
          options={CHECK_ANSWERS.map((answer) => ({
            value: answer,
            label: text(`reviews.checklist.${answer}`),
          }))}
        />
      </div>
      {error && (
        <div className="yj-check-error" role="alert">
          {error}
        </div>
      )}
    </div>
  );
}

/** The answers of a finished review, to read. */
export function ChecklistAnswers({
  duty,
  value,
}: {
  readonly duty: ReviewPage["duty"];
  readonly value: Checklist;
}) {
  const text = useText();
  const lang = useLang();
  const lines: [string, CheckAnswer | null | undefined][] = [
    ...CHECK_QUESTIONS.map((question): [string, CheckAnswer | undefined] => [
      text(`reviews.checklist.${question}`),
      value[question],
    ]),
    ...duty.checks.map((check, index): [string, CheckAnswer | null | undefined] => [
      check[lang],
      value.own?.[index],
    ]),
  ];
  return (
    <ul>
      {lines.map(([words, answer]) => (
        <li key={words} className="yj-check yj-check-line">
          <span>{words}</span>
          <strong className={answer === "no" ? "yj-review-late" : ""}>
            {answer ? text(`reviews.checklist.${answer}`) : "–"}
          </strong>
        </li>
      ))}
    </ul>
  );
}
