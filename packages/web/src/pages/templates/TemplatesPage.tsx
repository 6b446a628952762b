import { listForms, type OutputOf } from "@yunjian/contract";
import { Link } from "react-router";
import { useCall } from "../../lib/api.ts";
import { useLang, useText } from "../../lib/language.ts";
import { Loaded } from "../../ui/Loading.tsx";
import { LocalTable } from "../../ui/LocalTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Section } from "../../ui/Section.tsx";
import { Instant } from "../../ui/When.tsx";

type Form = OutputOf<typeof listForms>["items"][number];

/** The structured deliverables and the Word template each is made with. */
export default function TemplatesPage() {
  const text = useText();
  const lang = useLang();
  const forms = useCall(listForms, {});
  return (
    <>
      <PageHeader title={text("forms.title")} hint={text("forms.hint")} />
      <Section title={text("forms.list")} flush>
        <Loaded query={forms}>
          {(data) => (
            <LocalTable<Form>
              title={text("forms.list")}
              rows={data.items}
              rowKey={(form) => form.key}
              empty={{ title: "" }}
              columns={[
                {
                  key: "title",
                  title: text("forms.name"),
                  width: 200,
                  render: (form) => <Link to={`/templates/${form.key}`}>{form.title[lang]}</Link>,
                  text: (form) => form.title[lang],
                },
                {
                  key: "purpose",
                  title: text("forms.purpose"),
                  width: 480,
                  render: (form) => form.purpose[lang],
                  text: (form) => form.purpose[lang],
                },
                {
                  key: "version",
                  title: text("forms.current"),
                  width: 110,
                  render: (form) => text("forms.version", { no: form.current.version }),
                  text: (form) => form.current.version,
                },
                {
                  key: "by",
                  title: text("forms.uploadedBy"),
                  width: 120,
                  render: (form) => form.current.uploadedBy?.name ?? text("forms.builtIn"),
                  text: (form) => form.current.uploadedBy?.name ?? text("forms.builtIn"),
                },
                {
                  key: "at",
                  title: text("forms.uploadedAt"),
                  width: 150,
                  render: (form) => <Instant at={form.current.uploadedAt} />,
                  text: (form) => form.current.uploadedAt ?? "",
                },
              ]}
            />
          )}
        </Loaded>
      </Section>
    </>
  );
}
