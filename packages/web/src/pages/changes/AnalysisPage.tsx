import { analyseChangeOf, type ChangeDetail, getChange } from "@yunjian/contract";
import { dateOf, formOf, formProblems, type FormValues } from "@yunjian/domain";
import { App, Button, Form, Input } from "antd";
import { useMemo, useState } from "react";
import { useNavigate, useParams } from "react-router";
import { FilesField } from "../../features/changes/Parts.tsx";
import { type FieldErrors, fieldErrorsOf } from "../../features/submissions/errors.ts";
import { FormSections } from "../../features/submissions/FormEditor.tsx";
import { useCall, useChange } from "../../lib/api.ts";
import { currentTime } from "../../lib/clock.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { useUploads } from "../../lib/use-uploads.ts";
import { useUnsaved } from "../../ui/FormParts.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import "../../features/submissions/submissions.css";

const KEY = "change-impact-analysis";

export default function AnalysisPage() {
  const { id = "" } = useParams();
  const query = useCall(getChange, { params: { id } });
  return <Loaded query={query}>{(of) => <Analysis of={of} />}</Loaded>;
}

/** Begins with the control items that were confirmed, or with the version before. */
function Analysis({ of }: { readonly of: ChangeDetail }) {
  const text = useText();
  const lang = useLang();
  const me = useMe();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const uploads = useUploads();
  const [data, setData] = useState<FormValues>(
    () =>
      (of.analysis as FormValues | null) ?? {
        analyst: me.person.name,
        analysedOn: dateOf(currentTime()),
        controls: of.subject.duties.map((duty) => ({ control: `${duty.id} ${duty.title.zh}` })),
      },
  );
  const [note, setNote] = useState("");
  const [touched, setTouched] = useState(false);
  const [local, setLocal] = useState<FieldErrors>(new Map());
  useUnsaved(touched);
  const change = useChange(analyseChangeOf, {
    errors: "page",
    done: "changes.analyse.done",
    onDone: () => {
      setTouched(false);
      void navigate(`/changes/${of.id}`, { replace: true });
    },
  });
  const errors = useMemo<FieldErrors>(
    () =>
      new Map([
        ...[...fieldErrorsOf(change.error)].map(
          ([at, words]) => [at.replace(/^\/data/, "/form/data"), words] as const,
        ),
        ...local,
      ]),
    [change.error, local],
  );
  const send = () => {
    const wrong = formProblems(formOf(KEY), data, "complete");
    setLocal(new Map(wrong.map(({ field, message: words }) => [field, words[lang]])));
    if (wrong.length > 0) {
      message.warning(text("changes.analyse.gaps", { count: wrong.length }));
      return;
    }
    void change.run({
      params: { id: of.id },
      body: { version: of.version, data: data as never, note, fileIds: [...uploads.fileIds] },
    });
  };
  return (
    <div className="yj-narrow">
      <PageHeader
        title={`${text("changes.analyse.title")} ${of.number}`}
        hint={
          of.analysisVersion > 0
            ? text("changes.analyse.old", { n: of.analysisVersion })
            : text("changes.analyse.hint")
        }
      />
      <Section title={of.title}>
        <Form layout="vertical" component="div" className="yj-submission-form">
          <FormSections
            formKey={KEY}
            data={data}
            errors={errors}
            onChange={(next) => {
              setTouched(true);
              setData(next);
            }}
          />
        </Form>
      </Section>
      <Form layout="vertical" component="div">
        {of.analysisVersion > 0 && (
          <Form.Item label={text("changes.analyse.note")} htmlFor="note">
            <Input.TextArea
              id="note"
              value={note}
              maxLength={4000}
              autoSize={{ minRows: 2, maxRows: 6 }}
              onChange={(event) => setNote(event.target.value)}
            />
          </Form.Item>
        )}
        <FilesField uploads={uploads} />
      </Form>
      <Problem error={change.error} />
      <div className="yj-form-actions">
        <Button type="primary" loading={change.busy} disabled={uploads.pending} onClick={send}>
          {text("changes.analyse.send")}
        </Button>
        <Button type="text" onClick={() => void navigate(`/changes/${of.id}`)}>
          {text("common.cancel")}
        </Button>
      </div>
    </div>
  );
}
