import { DownloadOutlined } from "@ant-design/icons";
import { IMPORT_BYTES_MAX, importTable } from "@yunjian/contract";
import { type ImportKind, importKindsFor } from "@yunjian/domain";
import { Button, Flex, Form, Radio, Segmented, Upload } from "antd";
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useChange } from "../../lib/api.ts";
import { formatBytes } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { useMe } from "../../lib/me.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { FormActions } from "../../ui/FormParts.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import { Problem } from "../../ui/Problem.tsx";
import { Section } from "../../ui/Section.tsx";
import { toBase64 } from "./base64.ts";

/** Three steps on one page: what, from which file, try or take. */
export default function NewImportPage() {
  const text = useText();
  const me = useMe();
  const navigate = useNavigate();
  const [params, setParams] = useSearchParams();
  const kinds = importKindsFor(new Set(me.permissions));
  const asked = params.get("kind");
  const kind = kinds.find((each) => each === asked) ?? kinds[0];
  const [file, setFile] = useState<File | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const [dryRun, setDryRun] = useState(true);
  const change = useChange(importTable, {
    errors: "page",
    onDone: ({ id }) => void navigate(`/imports/${id}`),
  });

  if (kind === undefined) return <EmptyHint title={text("registry.import.nothing")} />;
  const choose = (chosen: File) => {
    change.reset();
    const problem =
      chosen.size === 0
        ? "empty"
        : chosen.size > IMPORT_BYTES_MAX
          ? "large"
          : /\.(xlsx|csv|txt)$/i.test(chosen.name)
            ? null
            : "type";
    setWrong(
      problem &&
        text(`registry.import.wrong.${problem}`, { name: chosen.name, limit: formatBytes(IMPORT_BYTES_MAX) }),
    );
    setFile(problem ? null : chosen);
    return false;
  };
  const start = async () => {
    if (!file) return setWrong(text("registry.import.wrong.none"));
    const content = await toBase64(file).catch(() => null);
    if (content === null) {
      // The file changed or went away since it was chosen.
      setFile(null);
      return setWrong(text("registry.import.wrong.gone", { name: file.name }));
    }
    await change.run({ body: { kind, fileName: file.name, dryRun, content } });
  };
  return (
    <>
      <PageHeader title={text("registry.import.new")} hint={text("registry.import.newHint")} />
      <Form layout="vertical" onFinish={() => void start()}>
        <Section title={text("registry.import.step1")} hint={text("registry.import.step1Hint")}>
          <Flex vertical gap={12} align="start">
            <Segmented<ImportKind>
              aria-label={text("registry.import.kind")}
              value={kind}
              options={kinds.map((each) => ({ value: each, label: text(`registry.import.kinds.${each}`) }))}
              onChange={(next) => setParams({ kind: next }, { replace: true })}
            />
            <Button icon={<DownloadOutlined />} href={`/api/imports/templates/${kind}`}>
              {text("registry.import.template", { kind: text(`registry.import.kinds.${kind}`) })}
            </Button>
            <p className="yj-hint">{text(`registry.import.about.${kind}`)}</p>
          </Flex>
        </Section>
        <Section
          title={text("registry.import.step2")}
          hint={text("registry.import.step2Hint", { limit: formatBytes(IMPORT_BYTES_MAX) })}
        >
          <Form.Item {...(wrong && { validateStatus: "error" as const, help: wrong })}>
            <Upload.Dragger
              accept=".xlsx,.csv,.txt"
              maxCount={1}
              beforeUpload={choose}
              fileList={file ? [{ uid: "1", name: `${file.name} (${formatBytes(file.size)})` }] : []}
              onRemove={() => setFile(null)}
              disabled={change.busy}
            >
              <p>{text("common.upload.dropOne")}</p>
              <p className="yj-hint">{text("registry.import.formats")}</p>
            </Upload.Dragger>
          </Form.Item>
        </Section>
        <Section title={text("registry.import.step3")}>
          <Flex vertical gap={8}>
            <Radio.Group
              value={dryRun}
              onChange={(event) => setDryRun(event.target.value as boolean)}
              options={[
                { value: true, label: text("registry.import.tryFirst") },
                { value: false, label: text("registry.import.takeNow") },
              ]}
            />
            <p className="yj-hint">{text(dryRun ? "registry.import.tryHint" : "registry.import.takeHint")}</p>
          </Flex>
          <Problem error={change.error} />
          <FormActions
            submit={text(dryRun ? "registry.import.try" : "registry.import.take")}
            busy={change.busy}
            {...(change.busy && { hint: text("registry.import.reading") })}
          />
        </Section>
      </Form>
    </>
  );
}
