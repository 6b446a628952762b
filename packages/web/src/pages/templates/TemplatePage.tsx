import { addTemplate, downloadTemplate, listTemplates, type OutputOf } from "@yunjian/contract";
import { formOf, STRUCTURED_FORMS, type StructuredForm } from "@yunjian/domain";
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useParams } from "react-router";
import { useCall, useChange } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { useUploads } from "../../lib/use-uploads.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { ObjectHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Columns, Section } from "../../ui/Section.tsx";
import { FileDrop, UploadList } from "../../ui/Uploader.tsx";
import { Instant } from "../../ui/When.tsx";
import "./templates.css";

type Templates = OutputOf<typeof listTemplates>;
type Version = Templates["versions"][number];

export default function TemplatePage() {
  const text = useText();
  const { key = "" } = useParams();
  const known = STRUCTURED_FORMS.find((each) => each === key);
  if (!known) return <EmptyHint title={text("forms.unknown")} />;
  return <OneTemplate key={known} form={known} />;
}

function OneTemplate({ form }: { readonly form: StructuredForm }) {
  const text = useText();
  const lang = useLang();
  const can = useCan();
  const templates = useCall(listTemplates, { params: { key: form } });
  const { title, purpose } = formOf(form);
  const address = (version: number) =>
    downloadTemplate.path.replace(":key", form).replace(":version", String(version));
  return (
    <Loaded query={templates}>
      {({ versions, tags }) => (
        <>
          <ObjectHeader
            back={{ to: "/templates", label: text("forms.title") }}
            title={title[lang]}
            number={text("forms.version", { no: versions[0]?.version ?? 1 })}
            actions={
              <Button href={address(versions[0]?.version ?? 1)} download>
                {text("forms.download")}
              </Button>
            }
          />
          <p className="yj-hint">{purpose[lang]}</p>
          <Columns
            main={
              <>
                {can("template.manage") && <NewVersion form={form} />}
                <Section title={text("forms.versions")} flush>
                  <LocalTable<Version>
                    title={text("forms.versions")}
                    rows={versions}
                    rowKey={(version) => String(version.version)}
                    empty={{ title: "" }}
                    columns={[
                      {
                        key: "version",
                        title: text("forms.current"),
                        width: 90,
                        render: (row) => text("forms.version", { no: row.version }),
                        text: (row) => row.version,
                      },
                      {
                        key: "name",
                        title: text("forms.file"),
                        width: 220,
                        render: (row) => (
                          <a href={address(row.version)} download>
                            {row.name}
                          </a>
                        ),
                        text: (row) => row.name,
                      },
                      {
                        key: "note",
                        title: text("forms.note"),
                        width: 220,
                        render: (row) => (row.uploadedBy ? row.note : text("forms.builtIn")),
                        text: (row) => row.note,
                      },
                      {
                        key: "by",
                        title: text("forms.uploadedBy"),
                        width: 110,
                        render: (row) => row.uploadedBy?.name ?? "–",
                        text: (row) => row.uploadedBy?.name ?? "",
                      },
                      {
                        key: "at",
                        title: text("forms.uploadedAt"),
                        width: 150,
                        render: (row) => <Instant at={row.uploadedAt} />,
                        text: (row) => row.uploadedAt ?? "",
                      },
                    ]}
                  />
                </Section>
              </>
            }
            side={<Tags tags={tags} />}
          />
        </>
      )}
    </Loaded>
  );
}

function NewVersion({ form }: { readonly form: StructuredForm }) {
  const text = useText();
  const uploads = useUploads();
  const [note, setNote] = useState("");
  const add = useChange(addTemplate, {
    errors: "page",
    done: "forms.added",
    onDone: () => {
      uploads.queue.clear();
      setNote("");
    },
  });
  const [fileId] = uploads.fileIds;
  return (
    <Section title={text("forms.new")} hint={text("forms.newHint")}>
      <Form
        layout="vertical"
        onFinish={() =>
          fileId !== undefined && void add.run({ params: { key: form }, body: { fileId, note } })
        }
      >
        <FileDrop uploads={uploads} accept=".docx" single />
        <UploadList uploads={uploads} />
        <Form.Item label={text("forms.note")} htmlFor="template-note">
          <Input
            id="template-note"
            value={note}
            maxLength={500}
            onChange={(event) => setNote(event.target.value)}
          />
        </Form.Item>
        <Problem error={add.error} onClose={add.reset} />
        <Button type="primary" htmlType="submit" loading={add.busy} disabled={fileId === undefined}>
          {text("forms.add")}
        </Button>
      </Form>
    </Section>
  );
}

/** What one may write into a template, and what it becomes. */
function Tags({ tags }: { readonly tags: Templates["tags"] }) {
  const text = useText();
  const lang = useLang();
  return (
    <Section title={text("forms.tags")} hint={text("forms.tagsHint")}>
      <dl className="yj-template-tags">
        {tags.map((tag) => (
          <div key={`${tag.tag} ${tag.label.zh}`}>
            <dt>
              <code>{tag.table ? `{#${tag.tag}} … {/${tag.tag}}` : `{${tag.tag}}`}</code>
            </dt>
            <dd className="yj-hint">{tag.label[lang]}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
