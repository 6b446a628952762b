import { ApiError } from "@yunjian/contract";
import { Alert, Button } from "antd";
import { fieldMessages } from "../lib/field-errors.ts";
import { useText } from "../lib/language.ts";
import { useErrorText } from "../lib/problem.ts";
import { SessionAbandoned } from "../lib/session.ts";

export interface ProblemProps {
  /** Nothing is shown without one. */
  readonly error: Error | null | undefined;
  readonly onRetry?: () => void;
  readonly onClose?: () => void;
  /** Field messages stand at the fields already (applyFieldErrors). */
  readonly fieldsShown?: boolean;
}

/** What went wrong, what would be right, and the request id for whoever helps. */
export function Problem({ error, onRetry, onClose, fieldsShown = false }: ProblemProps) {
  const text = useText();
  const errorText = useErrorText();
  if (!error || error instanceof SessionAbandoned) return null;
  const fields = fieldsShown ? [] : fieldMessages(error);
  const problem = error instanceof ApiError ? error.problem : null;
  const refused = problem !== null && problem.status < 500;
  return (
    <Alert
      className="yj-problem"
      role="alert"
      type={refused ? "warning" : "error"}
      showIcon
      title={errorText(error)}
      description={
        <>
          {fields.length > 0 && (
            <ul className="yj-problem-fields">
              {fields.map(({ field, message }) => (
                <li key={`${field} ${message}`}>{message}</li>
              ))}
            </ul>
          )}
          {problem !== null && problem.requestId !== "" && !refused && (
            <div className="yj-problem-id">
              {text("common.problem.requestId")} <code>{problem.requestId}</code>
            </div>
          )}
        </>
      }
      {...(onRetry && {
        action: (
          <Button size="small" onClick={onRetry}>
            {text("common.retry")}
          </Button>
        ),
      })}
      {...(onClose && { closable: { onClose } })}
    />
  );
}
