import { Form } from "antd";
import { useText } from "../../lib/language.ts";
import type { Uploads } from "../../lib/use-uploads.ts";
import { FileDrop, UploadList } from "../../ui/Uploader.tsx";

/** Files of a step. Nothing is sent while one of them is on its way; proof needs at least one. */
export function FilesField({
  uploads,
  needed = false,
}: {
  readonly uploads: Uploads;
  readonly needed?: boolean;
}) {
  const text = useText();
  return (
    <Form.Item
      name="files"
      label={text("rectifications.files")}
      extra={needed ? undefined : text("rectifications.filesHint")}
      rules={[
        {
          validator: async () => {
            if (uploads.pending) throw new Error(text("rectifications.filesPending"));
            if (needed && uploads.fileIds.length === 0) throw new Error(text("rectifications.filesNeeded"));
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
