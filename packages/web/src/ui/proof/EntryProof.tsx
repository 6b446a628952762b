import "./proof.css";
import { getEntryProof, type TreeProofView } from "@yunjian/contract";
import { Alert, Button, Modal, Skeleton, Space } from "antd";
import { useState } from "react";
import { useCall } from "../../lib/api.ts";
import { saveFile } from "../../lib/csv.ts";
import { formatInstant, formatNumber } from "../../lib/format.ts";
import { useLang, useText } from "../../lib/language.ts";
import { Problem } from "../Problem.tsx";
import { checkProof, type ProofCheck } from "./check-proof.ts";

/** Where an entry stands in the ledger, with its proof to check here and to take away. */
export function EntryProof({ entryId }: { readonly entryId: string }) {
  const text = useText();
  const state = useCall(getEntryProof, { params: { id: entryId } });
  const { data } = state;
  return (
    <>
      <Problem error={state.error} onRetry={() => void state.refetch()} />
      {state.isPending && !state.error && <Skeleton active title={false} paragraph={{ rows: 3 }} />}
      {data?.trees.length === 0 && <Alert type="info" showIcon title={text("ledger.waiting")} />}
      {data?.trees.map((tree) => (
        <TreeProof key={tree.tree} entryId={entryId} position={data.position ?? 0} proof={tree} />
      ))}
      {data && data.trees.length > 0 && <p className="yj-hint">{text("ledger.hint")}</p>}
    </>
  );
}

function TreeProof({
  entryId,
  position,
  proof,
}: {
  readonly entryId: string;
  readonly position: number;
  readonly proof: TreeProofView;
}) {
  const text = useText();
  const lang = useLang();
  const [check, setCheck] = useState<ProofCheck>();
  const [checking, setChecking] = useState(false);
  const verify = async (): Promise<void> => {
    setChecking(true);
    setCheck(await checkProof(proof, entryId));
    setChecking(false);
  };
  const { size, at } = proof.checkpoint;
  return (
    <section className="yj-proof">
      <strong>{text(`ledger.tree.${proof.tree}`)}</strong>
      <p>
        {text("ledger.recorded", {
          position: formatNumber(position),
          size: formatNumber(size),
          at: formatInstant(at),
        })}
        <br />
        {proof.witnesses.length === 0
          ? text("ledger.unwitnessed")
          : text("ledger.witnessed", { names: proof.witnesses.map(({ name }) => name).join("、") })}
      </p>
      <Space wrap>
        <Button size="small" type="primary" loading={checking} onClick={() => void verify()}>
          {text("ledger.verify")}
        </Button>
        <Button
          size="small"
          onClick={() =>
            saveFile(`${entryId}-${proof.tree}.tlog-proof`, proof.proof, "text/plain;charset=utf-8")
          }
        >
          {text("ledger.download")}
        </Button>
      </Space>
      {check && (
        <Alert
          className="yj-proof-result"
          showIcon
          type={check.ok && check.key !== "changed" ? "success" : "error"}
          title={
            check.ok
              ? text("ledger.valid", { keys: check.keyIds.join("、") })
              : text("ledger.invalid", { why: check.failure.words(lang) })
          }
          description={
            check.ok
              ? text(`ledger.key${{ first: "First", kept: "Kept", changed: "Changed" }[check.key]}`)
              : undefined
          }
        />
      )}
    </section>
  );
}

/** A small button that opens the proof of one entry: for timelines, where every step is an entry. */
export function EntryProofButton({
  entryId,
  position = null,
}: {
  readonly entryId: string;
  readonly position?: number | null;
}) {
  const text = useText();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="link" size="small" className="yj-proof-link" onClick={() => setOpen(true)}>
        {position === null
          ? text("ledger.short")
          : `${text("ledger.short")} · ${text("ledger.at", { position: formatNumber(position) })}`}
      </Button>
      <Modal
        open={open}
        title={text("ledger.title")}
        footer={null}
        width={620}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <EntryProof entryId={entryId} />
      </Modal>
    </>
  );
}
