import { listSignIns, type SignInEntry } from "@yunjian/contract";
import { SIGN_IN_OUTCOMES, type SignInOutcome } from "@yunjian/domain";
import { Link } from "react-router";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { type Column, DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";
import type { Shape } from "../../ui/shapes.ts";
import { ToneTag } from "../../ui/StateTag.tsx";
import type { Tone } from "../../ui/tones.ts";
import { Instant, None } from "../../ui/When.tsx";

const LOOKS: Readonly<Record<SignInOutcome, { readonly tone: Tone; readonly shape: Shape }>> = {
  "signed-in": { tone: "good", shape: "check" },
  "half-way": { tone: "wait", shape: "clock" },
  confirmed: { tone: "info", shape: "check" },
  failed: { tone: "bad", shape: "cross" },
  locked: { tone: "bad", shape: "dash" },
};

/** Who tried to sign in: when, from where, how, and what came of it. */
export default function SignInsPage() {
  const text = useText();
  const outcome = (row: SignInEntry) => text(`signIn.log.outcome.${row.outcome}`);
  const who = (row: SignInEntry) =>
    row.person?.name ??
    (row.unknownName === null ? "—" : text("signIn.log.unknown", { mark: row.unknownName }));
  const remedy = (row: SignInEntry) =>
    row.reason?.startsWith("sso-") ? text(`signIn.log.remedy.${row.reason}`) : "";
  const columns: Column<SignInEntry>[] = [
    {
      key: "at",
      title: text("signIn.log.at"),
      width: 160,
      render: (row) => <Instant at={row.at} />,
      text: (row) => formatInstant(row.at),
    },
    {
      key: "person",
      title: text("signIn.log.person"),
      width: 130,
      main: true,
      ellipsis: true,
      render: (row) =>
        row.person ? (
          <Link to={`/people/${row.person.id}`}>{row.person.name}</Link>
        ) : (
          <span className="yj-hint">{who(row)}</span>
        ),
      text: who,
    },
    {
      key: "organisation",
      title: text("signIn.log.organisation"),
      width: 140,
      ellipsis: true,
      render: (row) => row.organisation ?? <None />,
      text: (row) => row.organisation,
    },
    {
      key: "outcome",
      title: text("signIn.log.result"),
      width: 120,
      render: (row) => <ToneTag {...LOOKS[row.outcome]}>{outcome(row)}</ToneTag>,
      text: outcome,
    },
    {
      key: "method",
      title: text("signIn.log.method"),
      width: 90,
      render: (row) => text(`signIn.log.by.${row.method}`),
      text: (row) => text(`signIn.log.by.${row.method}`),
    },
    {
      key: "reason",
      title: text("signIn.log.reason"),
      width: 200,
      render: (row) =>
        row.reason ? (
          <>
            {text(`signIn.log.why.${row.reason}`)}
            {remedy(row) && <div className="yj-hint">{remedy(row)}</div>}
          </>
        ) : (
          <None />
        ),
      text: (row) =>
        row.reason && [text(`signIn.log.why.${row.reason}`), remedy(row)].filter(Boolean).join(" "),
    },
    {
      key: "address",
      title: text("signIn.log.address"),
      width: 120,
      ellipsis: true,
      render: (row) => row.address,
      text: (row) => row.address,
    },
    {
      key: "browser",
      title: text("signIn.log.browser"),
      width: 120,
      ellipsis: true,
      render: (row) => row.browser,
      text: (row) => row.browser,
    },
    {
      key: "newPlace",
      title: text("signIn.log.place"),
      width: 110,
      render: (row) =>
        row.newPlace ? (
          <ToneTag tone="wait" shape="dot">
            {text("signIn.log.newPlace")}
          </ToneTag>
        ) : (
          <None />
        ),
      text: (row) => (row.newPlace ? text("signIn.log.newPlace") : null),
    },
  ];
  return (
    <>
      <PageHeader title={text("signIn.log.title")} hint={text("signIn.log.hint")} />
      <DataTable
        id="sign-ins"
        title={text("signIn.log.title")}
        route={listSignIns}
        columns={columns}
        rowKey={(row) => row.id}
        filters={[
          {
            param: "outcome",
            label: text("signIn.log.result"),
            options: SIGN_IN_OUTCOMES.map((value) => ({ value, label: text(`signIn.log.outcome.${value}`) })),
          },
          {
            param: "newPlace",
            label: text("signIn.log.place"),
            options: [{ value: "true", label: text("signIn.log.newPlace") }],
          },
        ]}
        empty={{ title: text("signIn.log.empty"), hint: text("signIn.log.emptyHint") }}
      />
    </>
  );
}
