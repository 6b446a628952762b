import { CompressOutlined, ExpandOutlined } from "@ant-design/icons";
import { getPostureMatrix } from "@yunjian/contract";
import { SERVICE_MODELS, type ServiceModel } from "@yunjian/domain";
import { Button, Select } from "antd";
import { useEffect, useRef, useState } from "react";
import { Link, useSearchParams } from "react-router";
import type { Matrix } from "../../features/posture/counts.ts";
import { Legend } from "../../features/posture/Legend.tsx";
import { MatrixTable } from "../../features/posture/MatrixTable.tsx";
import { Tallies } from "../../features/posture/Tallies.tsx";
import { TrendSection } from "../../features/posture/TrendSection.tsx";
import "../../features/posture/posture.css";
import { useCall } from "../../lib/api.ts";
import { formatInstant } from "../../lib/format.ts";
import { useText } from "../../lib/language.ts";
import { useCan } from "../../lib/me.ts";
import { EmptyHint } from "../../ui/EmptyHint.tsx";
import { Loaded } from "../../ui/Loading.tsx";
import { PageHeader } from "../../ui/ObjectHeader.tsx";

const PAGE = 60;
/** A wall screen renews itself. */
const RENEW_MS = 60_000;

const FILTERS = ["providerOrgId", "region", "serviceModel"] as const;
type FilterName = (typeof FILTERS)[number];

export default function PosturePage() {
  const text = useText();
  const can = useCan();
  const [params, setParams] = useSearchParams();
  const filter = Object.fromEntries(
    FILTERS.flatMap((name) => (params.has(name) ? [[name, params.get(name)]] : [])),
  );
  /** Where the pages before this one ended; going back is taking the last one off. */
  const [places, setPlaces] = useState<readonly string[]>([]);
  const after = places.at(-1);
  const query = useCall(
    getPostureMatrix,
    { query: { limit: PAGE, ...filter, ...(after !== undefined && { after }) } },
    { refetchInterval: RENEW_MS, keepPrevious: true },
  );
  const choose = (name: FilterName, value: string | undefined) => {
    setPlaces([]);
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        if (value === undefined) next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true },
    );
  };
  const wall = useFullscreen();
  return (
    <>
      <PageHeader
        title={text("posture.title")}
        hint={text("posture.hint")}
        actions={
          <>
            {can("posture.compare") && <Link to="/comparison">{text("posture.providers.title")}</Link>}
            <Button icon={<ExpandOutlined aria-hidden="true" />} onClick={wall.enter}>
              {text("posture.fullscreen")}
            </Button>
          </>
        }
      />
      <Loaded query={query} rows={8}>
        {(matrix) => (
          <>
            <MatrixFilters matrix={matrix} filter={filter} onChoose={choose} />
            <div className="yj-wall" ref={wall.ref}>
              <Tallies counts={matrix.totals.counts} />
              {matrix.items.length === 0 ? (
                <EmptyHint
                  title={text(Object.keys(filter).length > 0 ? "posture.nothing" : "posture.empty")}
                  hint={Object.keys(filter).length > 0 ? undefined : text("posture.emptyHint")}
                />
              ) : (
                <MatrixTable matrix={matrix} />
              )}
              <div className="yj-matrix-foot">
                <span>
                  {text("posture.sitesHint")} {text("posture.asOf", { at: formatInstant(matrix.at) })}
                </span>
                <span className="yj-actions">
                  {wall.on && (
                    <Button size="small" icon={<CompressOutlined aria-hidden="true" />} onClick={wall.leave}>
                      {text("posture.leaveFullscreen")}
                    </Button>
                  )}
                  {places.length > 0 && (
                    <Button size="small" onClick={() => setPlaces(places.slice(0, -1))}>
                      {text("posture.previous")}
                    </Button>
                  )}
                  {matrix.next !== null && (
                    <Button size="small" onClick={() => setPlaces([...places, matrix.next ?? ""])}>
                      {text("posture.next")}
                    </Button>
                  )}
                </span>
              </div>
            </div>
          </>
        )}
      </Loaded>
      <TrendSection filter={filter} />
      <Legend />
    </>
  );
}

function MatrixFilters({
  matrix,
  filter,
  onChoose,
}: {
  readonly matrix: Matrix;
  readonly filter: Partial<Record<FilterName, string>>;
  readonly onChoose: (name: FilterName, value: string | undefined) => void;
}) {
  const text = useText();
  const options: Record<FilterName, { value: string; label: string }[]> = {
    providerOrgId: matrix.choices.providers.map(({ id, name }) => ({ value: id, label: name })),
    region: matrix.choices.regions.map((region) => ({ value: region, label: region })),
    serviceModel: SERVICE_MODELS.map((model: ServiceModel) => ({ value: model, label: model })),
  };
  const labels = {
    providerOrgId: text("posture.filter.provider"),
    region: text("posture.filter.region"),
    serviceModel: text("posture.filter.serviceModel"),
  };
  // With one provider and one region there is nothing to choose between.
  const shown = FILTERS.filter((name) => options[name].length > 1);
  if (matrix.choices.providers.length + matrix.choices.regions.length < 3 && Object.keys(filter).length === 0)
    return null;
  return (
    <div className="yj-table-tools">
      <div className="yj-filters" role="search">
        {shown.map((name) => (
          <Select
            key={name}
            allowClear
            style={{ minWidth: 150 }}
            aria-label={labels[name]}
            placeholder={labels[name]}
            value={filter[name] ?? null}
            options={options[name]}
            onChange={(value: string | null | undefined) => onChoose(name, value ?? undefined)}
          />
        ))}
      </div>
    </div>
  );
}

/** The matrix alone on the whole screen. */
function useFullscreen() {
  const ref = useRef<HTMLDivElement>(null);
  const [on, setOn] = useState(false);
  useEffect(() => {
    const follow = () => setOn(document.fullscreenElement !== null);
    document.addEventListener("fullscreenchange", follow);
    return () => document.removeEventListener("fullscreenchange", follow);
  }, []);
  return {
    ref,
    on,
    enter: () => void ref.current?.requestFullscreen(),
    leave: () => void document.exitFullscreen(),
  };
}
