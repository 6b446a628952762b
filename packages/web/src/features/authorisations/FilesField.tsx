import { PaperClipOutlined } from "@ant-design/icons";
import { type AuthorisationDetail, downloadFile } from "@yunjian/contract";
import { Form } from "antd";
import { useText } from "../../lib/language.ts";
import type { Uploads } from "../../lib/use-uploads.ts";
import { ScanTag } from "../../ui/FileHealth.tsx";
import { FileDrop, UploadList } from "../../ui/Uploader.tsx";

/** Files of an operation. Nothing is sent while one of them is on its way. */
export function FilesField({ uploads }: { readonly uploads: Uploads }) {
  const text = useText();
  return (
    <Form.Item
      name="files"
      label={text("authorisations.files")}
      extra={text("authorisations.filesHint")}
      rules={[
        {
          validator: async () => {
            if (uploads.pending) throw new Error(text("authorisations.filesPending"));
          },
        },
      ]}
    >
      <div>
        <FileDrop uploads={uploads} />
        <UploadList uploads={uploads} />
      </div>
    </Form.Item>
  );
}

export function FileLinks({ files }: { readonly files: AuthorisationDetail["records"][number]["files"] }) {
  if (files.length === 0) return null;
  return (
    <div className="yj-auth-files">
      {files.map((file) =>
        file.state === "kept" ? (
          <span key={file.id}>
            {file.scan.state === "infected" ? (
              file.name
            ) : (
              <a href={downloadFile.path.replace(":id", file.id)} download={file.name}>
                <PaperClipOutlined aria-hidden="true" />
                {file.name}
              </a>
            )}{" "}
            <ScanTag scan={file.scan} plain />
          </span>
        ) : (
          <span key={file.id}>{file.name}</span>
        ),
      )}
    </div>
  );
}
