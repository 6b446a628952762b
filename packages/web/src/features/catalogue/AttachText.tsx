import { attachCatalogueText, type OutputOf } from "@yunjian/contract";
import { Alert, App, Button } from "antd";
import { useRef, useState } from "react";
import { useChange } from "../../lib/api.ts";
import { useText } from "../../lib/language.ts";
import { Problem } from "../../ui/Problem.tsx";
import { asBase64, MAX_TEXT_FILE } from "./read-file.ts";

type Answer = OutputOf<typeof attachCatalogueText>;
interface Chosen {
  readonly fileName: string;
  readonly content: string;
}

/** Choose a file; what looks like another document is reported first and attached only when one insists. */
export function AttachText({
  document,
  again,
}: {
  readonly document: { readonly id: string; readonly edition: string };
  readonly again: boolean;
}) {
  const text = useText();
  const { message } = App.useApp();
  const input = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<Chosen>();
  const [doubtful, setDoubtful] = useState<Answer>();
  const change = useChange(attachCatalogueText, { errors: "page" });

  const send = async (file: Chosen, anyway: boolean) => {
    setDoubtful(undefined);
    const answer = await change.run({
      body: { document: document.id, edition: document.edition, ...file, ...(anyway && { anyway }) },
    });
    if (answer === undefined) return;
    if (!answer.attached) {
      setDoubtful(answer);
      return;
    }
    setChosen(undefined);
    const { matched, total } = answer.report;
    message.success(text("catalogue.attach.done", { matched, total }));
  };
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    if (file.size > MAX_TEXT_FILE) {
      message.warning(text("catalogue.attach.tooLarge"));
      return;
    }
    const next = { fileName: file.name, content: await asBase64(file) };
    setChosen(next);
    await send(next, false);
  };
  return (
    <div className="yj-attach">
      <Button
        type={again ? "default" : "primary"}
        loading={change.busy}
        onClick={() => input.current?.click()}
      >
        {text(
          change.busy
            ? "catalogue.attach.working"
            : again
              ? "catalogue.attach.again"
              : "catalogue.attach.button",
        )}
      </Button>{" "}
      <span className="yj-hint">{text("catalogue.attach.choose")}</span>
      <input
        ref={input}
        hidden
        type="file"
        accept=".txt,.md,.docx"
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <Problem error={change.error} />
      {doubtful && chosen && (
        <Alert
          className="yj-problem"
          role="alert"
          type="warning"
          showIcon
          title={text(doubtful.report.matched === 0 ? "catalogue.attach.none" : "catalogue.attach.low", {
            file: chosen.fileName,
            matched: doubtful.report.matched,
            total: doubtful.report.total,
          })}
          description={doubtful.report.matched > 0 && text("catalogue.attach.lowHint")}
          {...(doubtful.report.matched > 0 && {
            action: (
              <Button size="small" onClick={() => void send(chosen, true)}>
                {text("catalogue.attach.anyway")}
              </Button>
            ),
          })}
        />
      )}
    </div>
  );
}
