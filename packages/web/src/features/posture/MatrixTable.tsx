import { CONTROL_CLASSES, type ControlClass } from "@yunjian/domain";
import { Tooltip } from "antd";
import { Link } from "react-router";
import { useText } from "../../lib/language.ts";
import { useWord } from "../../lib/words.ts";
import { StateTag } from "../../ui/StateTag.tsx";
import { TONES } from "../../ui/tones.ts";
import { STATES } from "../../ui/states.ts";
import { cellIn, type Matrix } from "./counts.ts";

/** Clouds down, classes across: the worst state of each cell in word, shape and colour. */
export function MatrixTable({ matrix }: { readonly matrix: Matrix }) {
  const text = useText();
  const word = useWord();
  const { totals } = matrix;
  return (
    <div className="yj-matrix-frame">
      <table className="yj-matrix" aria-label={text("posture.matrix")}>
        <thead>
          <tr>
            <th scope="col" className="yj-matrix-cloud">
              {text("posture.cloud")}
            </th>
            {CONTROL_CLASSES.map((name) => (
              <th key={name} scope="col" aria-label={word("controlClass", name)}>
                <Tooltip title={word("controlClass", name)}>
                  <span tabIndex={0}>{text(`posture.shortClass.${name}`)}</span>
                </Tooltip>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.items.map((cloud) => (
            <tr key={cloud.cloudId}>
              <th scope="row" className="yj-matrix-cloud">
                <Link to={`/posture/clouds/${cloud.cloudId}`}>{cloud.cloudName}</Link>
                <span className="yj-matrix-provider">{cloud.providerName}</span>
              </th>
              {CONTROL_CLASSES.map((name) => (
                <td key={name}>
                  <MatrixCell
                    place={cloud.cloudName}
                    name={name}
                    classes={cloud.classes}
                    to={`/posture/clouds/${cloud.cloudId}#${name}`}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" className="yj-matrix-cloud">
              {text("posture.totals", { count: totals.clouds })}
            </th>
            {CONTROL_CLASSES.map((name) => (
              <td key={name}>
                <MatrixCell place={text("posture.total")} name={name} classes={totals.classes} />
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

interface MatrixCellProps {
  readonly place: string;
  readonly name: ControlClass;
  readonly classes: Matrix["totals"]["classes"];
  readonly to?: string;
}

function MatrixCell({ place, name, classes, to }: MatrixCellProps) {
  const text = useText();
  const word = useWord();
  const cell = cellIn(classes, name);
  const names = { cloud: place, class: word("controlClass", name) };
  if (cell === null) {
    return (
      <span className="yj-cell yj-cell-none" role="img" aria-label={text("posture.cellNothing", names)}>
        –
      </span>
    );
  }
  const { posture, count, applicable, attention } = cell;
  const label = text("posture.cell", {
    ...names,
    posture: text(`state.posture.${posture}`),
    count,
    applicable,
  });
  const { tone } = STATES.posture[posture];
  const paper = tone === "grave" ? TONES.bad.paper : TONES[tone].paper;
  const inner = (
    <>
      <StateTag kind="posture" state={posture} plain={tone !== "grave"} />
      <span className="yj-cell-count">
        {posture === "current" || attention > 0 ? text("posture.of", { count, applicable }) : count}
      </span>
    </>
  );
  // Only what has gone wrong is filled: on a wall the eye should find it at once.
  const style = attention > 0 && posture !== "due-soon" ? { background: paper } : undefined;
  if (to === undefined) {
    return (
      <span className="yj-cell" style={style} role="img" aria-label={label}>
        {inner}
      </span>
    );
  }
  return (
    <Link className="yj-cell" style={style} to={to} aria-label={label}>
      {inner}
    </Link>
  );
}
