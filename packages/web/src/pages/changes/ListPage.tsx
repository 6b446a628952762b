import { findChangeOf, listChanges, listClouds } from "@yunjian/contract";
import { CHANGE_AGAINST, CHANGE_KINDS, CHANGE_MODES, CHANGE_STATES, type ChangeKind } from "@yunjian/domain";
import { Button, Form, Input, Select } from "antd";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useChangeColumns } from "../../features/changes/columns.tsx";
import { FilesField } from "../../features/changes/Parts.tsx";
import { useCall } from "../../lib/api.ts";
import { currentTime } from "../../lib/clock.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { useUploads } from "../../lib/use-uploads.ts";
import { ButtonLink } from "../../ui/ButtonLink.tsx";
import { DataTable, type Filter } from "../../ui/DataTable.tsx";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { InstantInput } from "../../ui/InstantInput.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import "../../features/changes/changes.css";

export default function ListPage() {
  const text = useText();
  const can = useCan();
  const columns = useChangeColumns();
  const [finding, setFinding] = useState(false);
  const clouds = useCall(listClouds, { query: { limit: 200 } }, { staleTime: 300_000 });
  const cloudOptions = (clouds.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const choose = <V extends string>(
    param: string,
    values: readonly V[],
    word: (value: V) => string,
  ): Filter => ({
    param,
    label: text(`changes.filter.${param}`),
    options: values.map((value) => ({ value, label: word(value) })),
  });
  const filters: Filter[] = [
    { ...choose("state", CHANGE_STATES, (value) => text(`state.change.${value}`)), multiple: true },
    choose("kind", CHANGE_KINDS, (value) => text(`changes.kind.${value}`)),
    choose("mode", CHANGE_MODES, (value) => text(`changes.mode.${value}`)),
    { param: "cloudId", label: text("changes.filter.cloud"), width: 170, options: cloudOptions },
    choose("short", ["true"], () => text("changes.filter.shortYes")),
    choose("against", CHANGE_AGAINST, (value) => text(`changes.against.${value}`)),
    ...(can(["change.prepare", "change.advise"])
      ? [choose("mine", ["true"], () => text("changes.filter.mineYes"))]
      : []),
  ];
  return (
    <>
      <PageHeader
        title={text("changes.title")}
        hint={text("changes.hint")}
        actions={
          <>
            <ButtonLink to="/changes/board">{text("changes.board.title")}</ButtonLink>
            <ButtonLink to="/changes/figures">{text("changes.figures.title")}</ButtonLink>
            {can("change.find") && <Button onClick={() => setFinding(true)}>{text("changes.find")}</Button>}
            {can("change.send") && (
              <ButtonLink to="/changes/emergency">{text("changes.emergency")}</ButtonLink>
            )}
            {can("change.prepare") && (
              <ButtonLink type="primary" to="/changes/new">
                {text("changes.draft")}
              </ButtonLink>
            )}
          </>
        }
      />
      <DataTable
        id="changes"
        title={text("changes.title")}
        route={listChanges}
        columns={columns}
        rowKey={(row) => row.id}
        rowLink={(row) => `/changes/${row.id}`}
        filters={filters}
        search={text("changes.search")}
        empty={{ title: text("changes.empty"), hint: text("changes.emptyHint") }}
      />
      {finding && <FindDialog clouds={cloudOptions} onClose={() => setFinding(false)} />}
    </>
  );
}

interface Found {
  readonly cloudId: string;
  readonly kind: ChangeKind;
  readonly title: string;
  readonly how: string;
  readonly noticedAt: string;
}

function FindDialog({
  clouds,
  onClose,
}: {
  readonly clouds: { value: string; label: string }[];
  readonly onClose: () => void;
}) {
  const text = useText();
  const navigate = useNavigate();
  const uploads = useUploads();
  const needed = [{ required: true, message: text("changes.required") }];
  return (
    <FormDialog<Found, typeof findChangeOf>
      open
      title={text("changes.findDialog.title")}
      confirm={text("changes.findDialog.confirm")}
      route={findChangeOf}
      initial={{ noticedAt: currentTime().toISOString(), kind: "other" }}
      input={(values) => ({ body: { ...values, fileIds: [...uploads.fileIds] } })}
      done="changes.findDialog.done"
      onClose={onClose}
      onDone={({ id }) => void navigate(`/changes/${id}`)}
      hint={text("changes.findDialog.hint")}
    >
      <Form.Item name="cloudId" label={text("changes.filter.cloud")} rules={needed}>
        <Select options={clouds} showSearch={{ optionFilterProp: "label" }} />
      </Form.Item>
      <Form.Item name="kind" label={text("changes.form.kind")} rules={needed}>
        <Select options={CHANGE_KINDS.map((value) => ({ value, label: text(`changes.kind.${value}`) }))} />
      </Form.Item>
      <Form.Item name="title" label={text("changes.findDialog.name")} rules={needed}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="noticedAt" label={text("changes.findDialog.noticedAt")} rules={needed}>
        <InstantInput />
      </Form.Item>
      <Form.Item name="how" label={text("changes.findDialog.how")} rules={needed}>
        <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={4000} />
      </Form.Item>
      <FilesField uploads={uploads} />
    </FormDialog>
  );
}
