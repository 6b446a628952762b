import { handInSubmission, type OutputOf, type prepareSubmission } from "@yunjian/contract";
import { dateOf, formOf, formProblems, SUBMISSION_KINDS, type SubmissionKind } from "@yunjian/domain";
import { Alert, App, Button, Form, Input, Tabs } from "antd";
import { useCallback, useMemo, useState } from "react";
import { useNavigate } from "react-router";
import { Asked } from "../../features/submissions/Asked.tsx";
import { Attachments } from "../../features/submissions/Attachments.tsx";
import { BeforeList } from "../../features/submissions/BeforeList.tsx";
import type { Content } from "../../features/submissions/content.ts";
import { type FieldErrors, fieldErrorsOf, marked } from "../../features/submissions/errors.ts";
import { FormEditor } from "../../features/submissions/FormEditor.tsx";
import { LateFields, OnSiteFields, UnchangedField } from "../../features/submissions/KindFields.tsx";
import { type Draft, useDraft } from "../../features/submissions/useDraft.ts";
import { useChange } from "../../lib/api.ts";
import { useNow } from "../../lib/clock.ts";
import { formatInstant } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useUploads } from "../../lib/use-uploads.ts";
import { useWord } from "../../lib/words.ts";
import { useUnsaved } from "../../ui/FormParts.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import { ButtonLink } from "../../ui/ButtonLink.tsx";

export interface EditorProps {
  readonly prepared: OutputOf<typeof prepareSubmission>;
  readonly content: Content;
  readonly place: { readonly id: string; readonly version: number } | null;
  readonly sentBackNote: string;
  readonly onCopy: (id: string) => void;
  readonly copying: boolean;
}

/** What is asked at the left, what is handed in at the right; everything typed is kept as a draft. */
export function Editor({ prepared, content: start, place, sentBackNote, onCopy, copying }: EditorProps) {
  const text = useText();
  const lang = useLang();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const uploads = useUploads();
  const periodIds = useMemo(() => prepared.periods.map((period) => period.id), [prepared]);
  const [id, setId] = useState(place?.id ?? null);
  const onCreated = useCallback((made: string) => {
    setId(made);
    // The address of the draft, without loading the page anew: a reload goes on with it.
    window.history.replaceState(window.history.state, "", `/submit?draft=${made}`);
  }, []);
  const draft = useDraft({ content: start, periodIds, place, onCreated });
  const { content } = draft;
  const [local, setLocal] = useState<FieldErrors>(new Map());
  useUnsaved(draft.state === "waiting" || draft.state === "saving" || uploads.pending);

  const handIn = useChange(handInSubmission, {
    errors: "page",
    onDone: ({ id: done, state, number }) => {
      message.success(
        text(state === "submitted" ? "submissions.submit.done" : "submissions.submit.sent", {
          number: number ?? "",
        }),
        6,
      );
      void navigate(`/submissions/${done}`);
    },
  });
  const errors = useMemo<FieldErrors>(
    () => new Map([...fieldErrorsOf(draft.error), ...fieldErrorsOf(handIn.error), ...local]),
    [draft.error, handIn.error, local],
  );

  const submit = async () => {
    handIn.reset();
    const wrong =
      content.kind === "form" && content.form
        ? formProblems(formOf(content.form.key), content.form.data, "complete")
        : [];
    setLocal(new Map(wrong.map(({ field, message: words }) => [field, words[lang]])));
    if (wrong.length > 0) {
      message.warning(text("submissions.submit.gaps", { count: wrong.length }));
      showFirstError();
      return;
    }
    const at = await draft.flush();
    const done = at && (await handIn.run({ params: { id: at.id }, body: { version: at.version } }));
    if (!done) showFirstError();
  };
  const busy = handIn.busy || copying;
  const title =
    prepared.periods.length === 1
      ? text("submissions.submit.title")
      : text("submissions.submit.titleMany", { count: prepared.periods.length });
  return (
    <>
      <PageHeader title={title} hint={text("submissions.submit.hint")} />
      {sentBackNote !== "" && (
        <Alert
          type="warning"
          showIcon
          className="yj-submission-notice"
          title={text("submissions.submit.sentBack")}
          description={sentBackNote}
        />
      )}
      <div className="yj-submit">
        <aside className="yj-submit-asked">
          <Section title={text("submissions.asked.title")}>
            <Asked periods={prepared.periods} />
          </Section>
          <Section title={text("submissions.before.title")}>
            <BeforeList before={prepared.before} onCopy={onCopy} busy={busy} />
          </Section>
        </aside>
        <div className="yj-submit-main">
          <Section title={text("submissions.submit.what")} extra={<Saved draft={draft} />}>
            <Kinds
              content={content}
              form={prepared.form !== null || content.form !== null}
              onChange={(kind) => draft.change({ kind })}
            />
            <Form layout="vertical" component="div">
              <Form.Item
                label={text("submissions.field.title")}
                htmlFor="title"
                {...marked(errors, "/title")}
                extra={content.title === "" ? text("submissions.field.titleHint") : undefined}
              >
                <Input
                  id="title"
                  value={content.title}
                  maxLength={200}
                  onChange={(event) => draft.change({ title: event.target.value })}
                />
              </Form.Item>
              <KindPart draft={draft} errors={errors} before={prepared.before} />
              <Form.Item
                label={text(`submissions.field.statement.${content.kind}`)}
                htmlFor="statement"
                {...marked(errors, "/statement")}
              >
                <Input.TextArea
                  id="statement"
                  value={content.statement}
                  maxLength={20_000}
                  autoSize={{ minRows: 3, maxRows: 16 }}
                  onChange={(event) => draft.change({ statement: event.target.value })}
                />
              </Form.Item>
              {content.kind !== "nil-report" && (
                <div>
                  <h3 className="yj-submission-label">{text("submissions.files.title")}</h3>
                  <Attachments
                    uploads={uploads}
                    files={content.files}
                    onChange={(files) => draft.change({ files })}
                  />
                </div>
              )}
            </Form>
          </Section>
          <Problem error={draft.error} />
          {draft.error && (
            <Button className="yj-submission-notice" onClick={() => void draft.flush()}>
              {text("submissions.submit.saveAgain")}
            </Button>
          )}
          <Problem error={handIn.error} />
          <div className="yj-form-actions yj-form-actions-sticky">
            <Button type="primary" loading={busy} disabled={uploads.pending} onClick={() => void submit()}>
              {text(prepared.signOff ? "submissions.submit.send" : "submissions.submit.handIn")}
            </Button>
            {content.kind === "form" && id !== null && (
              <Button href={`/api/submissions/${id}/document`} download disabled={draft.state !== "saved"}>
                {text("submissions.form.preview")}
              </Button>
            )}
            <ButtonLink to="/submissions?state=draft" type="text">
              {text("submissions.submit.later")}
            </ButtonLink>
            <span className="yj-hint">
              {uploads.pending
                ? text("submissions.submit.uploading")
                : prepared.signOff
                  ? text("submissions.submit.twoPerson")
                  : ""}
            </span>
          </div>
        </div>
      </div>
    </>
  );
}

/** After the fields were marked. */
function showFirstError(): void {
  window.setTimeout(
    () =>
      document.querySelector(".yj-submit-main .ant-form-item-has-error")?.scrollIntoView({ block: "center" }),
    50,
  );
}

function Kinds({
  content,
  form,
  onChange,
}: {
  readonly content: Content;
  readonly form: boolean;
  readonly onChange: (kind: SubmissionKind) => void;
}) {
  const word = useWord();
  const text = useText();
  return (
    <>
      <Tabs
        size="small"
        activeKey={content.kind}
        onChange={(kind) => onChange(kind as SubmissionKind)}
        items={SUBMISSION_KINDS.filter((kind) => form || kind !== "form").map((kind) => ({
          key: kind,
          label: word("submissionKind", kind),
        }))}
      />
      <p className="yj-hint">{text(`submissions.kind.${content.kind}`)}</p>
    </>
  );
}

function KindPart({
  draft,
  errors,
  before,
}: {
  readonly draft: Draft;
  readonly errors: FieldErrors;
  readonly before: EditorProps["prepared"]["before"];
}) {
  const now = useNow();
  const { content, change } = draft;
  switch (content.kind) {
    case "form":
      return (
        content.form && (
          <FormEditor form={content.form} errors={errors} onChange={(form) => change({ form })} />
        )
      );
    case "unchanged":
      return (
        <UnchangedField
          value={content.unchangedSince}
          errors={errors}
          before={before}
          onChange={(unchangedSince) => change({ unchangedSince })}
        />
      );
    case "on-site":
      return (
        <OnSiteFields value={content.onSite} errors={errors} onChange={(onSite) => change({ onSite })} />
      );
    case "late-entry":
      return (
        <LateFields
          value={content.late}
          errors={errors}
          today={dateOf(now)}
          onChange={(late) => change({ late })}
        />
      );
    case "files":
    case "nil-report":
      return null;
  }
}

function Saved({ draft }: { readonly draft: Draft }) {
  const text = useText();
  const words =
    draft.state === "saved"
      ? draft.savedAt
        ? text("submissions.save.saved", { at: formatInstant(draft.savedAt) })
        : ""
      : text(`submissions.save.${draft.state}`);
  return (
    <span className="yj-hint" role="status">
      {words}
    </span>
  );
}
