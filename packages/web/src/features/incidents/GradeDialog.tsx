import { gradeIncidentOf } from "@yunjian/contract";
import {
  INCIDENT_CLASSES,
  INCIDENT_LEVELS,
  INCIDENT_MEASURES,
  INCIDENT_STANDARDS,
  type IncidentLevel,
  type IncidentMeasure,
  OPERATOR_KINDS,
  type OperatorKind,
  SEVERITY_GRADES,
  type SeverityGrade,
  STANDARD_NAMES,
  SYSTEM_IMPORTANCES,
  type SystemImportance,
} from "@yunjian/domain";
import { Checkbox, Form, Input, InputNumber, Select } from "antd";
import { useLang, useText } from "../../lib/language.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { InstantInput } from "../../ui/InstantInput.tsx";
import type { StepProps } from "./StepDialogs.tsx";

interface Values {
  readonly importance: SystemImportance;
  readonly loss: SeverityGrade;
  readonly social: SeverityGrade;
  readonly measures: Partial<Record<IncidentMeasure, number | null>>;
  readonly standard?: IncidentLevel;
  readonly regulation?: IncidentLevel;
  readonly reason: string;
  readonly classId?: string;
  readonly knownAt?: string | null;
  readonly operator?: OperatorKind;
  readonly crime: boolean;
}

/** Facts in, levels out; whoever sets another level says why. */
export function GradeDialog({ of, onClose }: StepProps) {
  const text = useText();
  const lang = useLang();
  const { inputs } = of.grading;
  const levels = INCIDENT_LEVELS.map((value) => ({ value, label: text(`state.incidentLevel.${value}`) }));
  const severities = SEVERITY_GRADES.map((value) => ({
    value,
    label: text(`incidents.grading.severities.${value}`),
  }));
  return (
    <FormDialog<Values, typeof gradeIncidentOf>
      open
      width={760}
      title={text("incidents.grading.action")}
      confirm={text("incidents.grading.confirm")}
      route={gradeIncidentOf}
      initial={{
        importance: inputs.importance,
        loss: inputs.loss,
        social: inputs.social,
        measures: { ...inputs.measures },
        reason: "",
        crime: of.crimeSince !== null,
        ...(of.classId && { classId: of.classId }),
      }}
      input={({
        importance,
        loss,
        social,
        measures,
        standard,
        regulation,
        classId,
        knownAt,
        operator,
        ...rest
      }) => ({
        params: { id: of.id },
        body: {
          version: of.version,
          ...rest,
          inputs: {
            importance,
            loss,
            social,
            measures: Object.fromEntries(
              Object.entries(measures ?? {}).filter(([, value]) => value !== null && value !== undefined),
            ) as Record<string, number>,
          },
          ...(standard && { standard }),
          ...(regulation && { regulation }),
          ...(classId && { classId }),
          ...(knownAt && { knownAt }),
          ...(operator && { operator }),
        },
      })}
      done="incidents.grading.done"
      onClose={onClose}
    >
      <div className="yj-inc-pair">
        <Form.Item name="importance" label={text("incidents.grading.importance")}>
          <Select
            options={SYSTEM_IMPORTANCES.map((value) => ({
              value,
              label: text(`incidents.grading.importances.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="loss" label={text("incidents.grading.loss")}>
          <Select options={severities} />
        </Form.Item>
        <Form.Item name="social" label={text("incidents.grading.social")}>
          <Select options={severities} />
        </Form.Item>
        <Form.Item name="classId" label={text("incidents.grading.class")}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            options={INCIDENT_STANDARDS.map((standard) => ({
              label: STANDARD_NAMES[standard],
              options: INCIDENT_CLASSES.filter((each) => each.standard === standard).map((each) => ({
                value: each.id,
                label: `${each.category[lang]} · ${each.name[lang]}`,
              })),
            }))}
          />
        </Form.Item>
      </div>
      <p className="yj-hint">{text("incidents.grading.measures")}</p>
      <div className="yj-inc-measures">
        {INCIDENT_MEASURES.map((measure) => (
          <Form.Item
            key={measure}
            name={["measures", measure]}
            label={text(`incidents.grading.measure.${measure}`)}
          >
            <InputNumber min={0} precision={0} style={{ width: "100%" }} />
          </Form.Item>
        ))}
      </div>
      <div className="yj-inc-pair">
        <Form.Item
          name="knownAt"
          label={text("incidents.grading.knownAt")}
          extra={text("incidents.grading.knownHint")}
        >
          <InstantInput />
        </Form.Item>
        {of.provides && (
          <Form.Item name="operator" label={text("incidents.grading.operator")}>
            <Select
              allowClear
              options={OPERATOR_KINDS.map((value) => ({
                value,
                label: text(`incidents.grading.operators.${value}`),
              }))}
            />
          </Form.Item>
        )}
        <Form.Item name="standard" label={text("incidents.grading.standardLevel")}>
          <Select allowClear options={levels} />
        </Form.Item>
        <Form.Item name="regulation" label={text("incidents.grading.regulationLevel")}>
          <Select allowClear options={levels} />
        </Form.Item>
      </div>
      <Form.Item name="reason" label={text("incidents.grading.reason")}>
        <Input maxLength={1000} />
      </Form.Item>
      <Form.Item name="crime" valuePropName="checked">
        <Checkbox>{text("incidents.grading.crime")}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}
