import pg from "pg";

/** Something about the machine or the database that an operator has to change; the message says what. */
export class OperationError extends Error {
  override name = "OperationError";

  constructor(zh: string, en: string, options?: ErrorOptions) {
    super(`${zh}\n${en}`, options);
  }
}

/** SQLSTATE codes that code of ours branches on. */
export const SQLSTATE = {
  uniqueViolation: "23505",
  foreignKeyViolation: "23503",
  checkViolation: "23514",
  exclusionViolation: "23P01",
  serializationFailure: "40001",
  deadlock: "40P01",
  insufficientPrivilege: "42501",
  queryCancelled: "57014",
  cannotConnectNow: "57P03",
  undefinedTable: "42P01",
  undefinedDatabase: "3D000",
  diskFull: "53100",
} as const;

export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

export type DatabaseErrorFacts = {
  name: string;
  message: string;
  code?: string;
  severity?: string;
  schema?: string;
  table?: string;
  column?: string;
  constraint?: string;
  routine?: string;
};

/**
 * What may be written down about a database error. `detail`, `hint`, `where` and `internalQuery` quote
 * row values, and the client object that pg hangs on some errors holds the password: none is kept.
 */
export function databaseErrorFacts(error: Error): DatabaseErrorFacts {
  const facts: DatabaseErrorFacts = { name: error.name, message: withoutSecrets(error.message) };
  if (error instanceof pg.DatabaseError) {
    for (const key of ["code", "severity", "schema", "table", "column", "constraint", "routine"] as const) {
      const value = error[key];
      if (value !== undefined) facts[key] = value;
    }
  }
  return facts;
}

/** Passwords inside addresses, whoever put them into a message. */
export function withoutSecrets(text: string): string {
  return text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]*@/gi, "$1:***@");
}
