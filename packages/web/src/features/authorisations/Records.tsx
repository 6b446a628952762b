import type { AuthorisationDetail } from "@yunjian/contract";
import { Button } from "antd";
import { useState } from "react";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Section } from "../../ui/Section.tsx";
import { StateTag, ToneTag } from "../../ui/StateTag.tsx";
import { Instant } from "../../ui/When.tsx";
import { FileLinks } from "./FilesField.tsx";
import { AnswerDialog, QuestionDialog } from "./RecordDialogs.tsx";
import { useScopeWords } from "./words.ts";

type Row = AuthorisationDetail["records"][number];
type Question = Row["questions"][number];

/** What was done under it, with the customer's questions at the very record. */
export function Records({
  of,
  extra,
}: {
  readonly of: AuthorisationDetail;
  readonly extra?: React.ReactNode;
}) {
  const text = useText();
  const [questioning, setQuestioning] = useState<string>();
  const [answering, setAnswering] = useState<Question>();
  return (
    <Section
      title={text("authorisations.records.title")}
      hint={text("authorisations.records.hint")}
      extra={extra}
    >
      {of.records.length === 0 && (
        <EmptyHint
          small
          title={of.nothingDone ? text("authorisations.nothingDone") : text("authorisations.records.empty")}
          hint={of.nothingDone ? of.endNote : text("authorisations.records.emptyHint")}
        />
      )}
      {of.records.map((row) => (
        <Record
          key={row.id}
          row={row}
          mayAsk={of.actions.includes("question")}
          mayAnswer={of.actions.includes("answer")}
          onAsk={() => setQuestioning(row.id)}
          onAnswer={setAnswering}
        />
      ))}
      {questioning && (
        <QuestionDialog id={of.id} operationId={questioning} onClose={() => setQuestioning(undefined)} />
      )}
      {answering && <AnswerDialog id={of.id} question={answering} onClose={() => setAnswering(undefined)} />}
    </Section>
  );
}

function Record({
  row,
  mayAsk,
  mayAnswer,
  onAsk,
  onAnswer,
}: {
  readonly row: Row;
  readonly mayAsk: boolean;
  readonly mayAnswer: boolean;
  readonly onAsk: () => void;
  readonly onAnswer: (question: Question) => void;
}) {
  const text = useText();
  const words = useScopeWords();
  const comma = text("shell.listComma");
  return (
    <article className="yj-auth-record">
      <div className="yj-auth-record-head">
        <strong>{text(`authorisations.operation.${row.operation}`)}</strong>
        <span>
          <Instant at={row.startedAt} /> – <Instant at={row.endedAt} />
        </span>
        <StateTag plain kind="operationResult" state={row.result} />
        {row.late && (
          <ToneTag tone="warn" shape="clock">
            {text("authorisations.records.late")}
          </ToneTag>
        )}
        {mayAsk && (
          <Button size="small" className="yj-auth-record-act" onClick={onAsk}>
            {text("authorisations.records.question")}
          </Button>
        )}
      </div>
      <div className="yj-hint">
        {[
          text("authorisations.records.by", { names: row.operators.join(comma) }),
          row.resources.length > 0 && text("authorisations.records.on", { names: row.resources.join(comma) }),
          text("authorisations.records.touched", { what: words.touches(row.touches) }),
          row.reference && text("authorisations.records.reference", { number: row.reference }),
          text("authorisations.records.recordedAt", { at: formatInstant(row.recordedAt) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </div>
      <p className="yj-auth-text">{row.text}</p>
      <FileLinks files={row.files} />
      {row.questions.map((question) => (
        <div key={question.id} className="yj-auth-question">
          <div className="yj-auth-text">
            <strong>{text("authorisations.records.asked", { who: question.by.name })}</strong>
            {question.text}
          </div>
          {question.answer ? (
            <div className="yj-auth-text">
              <strong>{text("authorisations.records.answered", { who: question.answer.by.name })}</strong>
              {question.answer.text}
            </div>
          ) : (
            <div className="yj-auth-record-head">
              <ToneTag plain tone="warn" shape="flag">
                {text("authorisations.records.waiting", { until: formatInstant(question.answerDueAt) })}
              </ToneTag>
              {mayAnswer && (
                <Button size="small" type="primary" onClick={() => onAnswer(question)}>
                  {text("authorisations.records.answer")}
                </Button>
              )}
            </div>
          )}
        </div>
      ))}
    </article>
  );
}
