import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useText } from "../../lib/language.ts";

export interface StepsProps {
  readonly from: number;
  readonly shown: number;
  readonly more: boolean;
  readonly step: number;
  readonly onMove: (from: number) => void;
}

/** Forward and back through a long content. Nothing is shown when all of it is on the page. */
export function Steps({ from, shown, more, step, onMove }: StepsProps) {
  const text = useText();
  if (from === 0 && !more) return null;
  return (
    <div className="yj-viewer-steps">
      <Button
        size="small"
        icon={<LeftOutlined />}
        disabled={from === 0}
        onClick={() => onMove(Math.max(0, from - step))}
      >
        {text("viewer.before")}
      </Button>
      <span className="yj-figure">{text("viewer.range", { from: from + 1, to: from + shown })}</span>
      <Button
        size="small"
        icon={<RightOutlined />}
        iconPlacement="end"
        disabled={!more}
        onClick={() => onMove(from + shown)}
      >
        {text("viewer.after")}
      </Button>
    </div>
  );
}
