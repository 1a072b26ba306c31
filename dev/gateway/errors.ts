/**
 * Errors in the words Vitess, and so PlanetScale, uses for them. Applications match on parts of these
 * texts (`errno 1062`, `code = Aborted`), because the driver gives them nothing better.
 */

type RpcCode =
  | "Aborted"
  | "AlreadyExists"
  | "DeadlineExceeded"
  | "FailedPrecondition"
  | "InvalidArgument"
  | "NotFound"
  | "PermissionDenied"
  | "ResourceExhausted"
  | "Unavailable"
  | "Unknown";

/** A statement refused for a reason of the gateway's own, as a Vitess tablet would refuse it. */
export class TabletError extends Error {
  readonly rpcCode: RpcCode;

  constructor(rpcCode: RpcCode, description: string) {
    super(description);
    this.rpcCode = rpcCode;
  }
}

/** What a tablet says of a transaction it will not run a statement in. */
export function transactionError(id: string, reason: string) {
  return new TabletError("Aborted", `transaction ${id}: ${reason}`);
}

/** An error packet from MySQL, as mysql2 passes it on. */
interface ServerError extends Error {
  errno: number;
  sqlState: string;
}

/** Network errors have an errno too; only MySQL's own come with an SQL state. */
export function isServerError(error: unknown): error is ServerError {
  return (
    error instanceof Error &&
    "errno" in error &&
    typeof error.errno === "number" &&
    "sqlState" in error &&
    typeof error.sqlState === "string"
  );
}

export const ER_LOCK_DEADLOCK = 1213;
const ER_SERVER_SHUTDOWN = 1053;

/**
 * The errors an application is likely to meet, as `convertErrorCode` sorts them in
 * https://github.com/vitessio/vitess/blob/main/go/vt/vttablet/tabletserver/tabletserver.go
 */
const RPC_CODES: Record<number, RpcCode> = {
  ...codes("AlreadyExists", [1050, 1062]),
  ...codes("NotFound", [1054, 1109, 1146]),
  ...codes("PermissionDenied", [1044, 1045, 1095, 1142, 1227]),
  ...codes("ResourceExhausted", [1040, 1041, 1114, 1153, 1203, 1206]),
  ...codes("DeadlineExceeded", [1205, 3024]),
  ...codes("Aborted", [ER_LOCK_DEADLOCK]),
  ...codes("Unavailable", [ER_SERVER_SHUTDOWN]),
  ...codes(
    "FailedPrecondition",
    [1046, 1091, 1173, 1215, 1216, 1217, 1241, 1242, 1451, 1452, 1792],
  ),
  ...codes(
    "InvalidArgument",
    [
      1048, 1049, 1051, 1052, 1055, 1060, 1061, 1064, 1065, 1066, 1067, 1068, 1071, 1101, 1110,
      1111, 1136, 1140, 1149, 1170, 1193, 1210, 1222, 1231, 1264, 1265, 1267, 1292, 1298, 1366,
      1406, 1690,
    ],
  ),
};

function codes(code: RpcCode, errnos: number[]) {
  return Object.fromEntries(errnos.map((errno) => [errno, code]));
}

/** An error quotes its statement, which may be megabytes long. */
const QUOTED_SQL_LENGTH = 512;

/** What the HTTP protocol's `error` holds. */
export interface WireError {
  code: "UNKNOWN" | "UNAVAILABLE";
  message: string;
}

/**
 * PlanetScale sends errors in an HTTP 200, with the code UNKNOWN for all that MySQL or a tablet refuses.
 *
 * @returns undefined for an error that is neither's, a fault of the gateway itself.
 */
export function wireError(error: unknown, database: string, sql: string): WireError | undefined {
  if (error instanceof TabletError)
    return {
      code: wireCode(error.rpcCode),
      message: rpcError(database, error.rpcCode, error.message),
    };
  if (!isServerError(error)) return undefined;
  const rpcCode = RPC_CODES[error.errno] ?? "Unknown";
  const cause = `${error.message} (errno ${error.errno}) (sqlstate ${error.sqlState})`;
  const quoted = JSON.stringify(sql.slice(0, QUOTED_SQL_LENGTH));
  return {
    code: wireCode(rpcCode),
    message: `${rpcError(database, rpcCode, cause)}: Sql: ${quoted}, BindVars: {REDACTED}`,
  };
}

const wireCode = (code: RpcCode) => (code === "Unavailable" ? "UNAVAILABLE" : "UNKNOWN");

function rpcError(database: string, code: RpcCode, description: string) {
  return `target: ${database}.-.primary: vttablet: rpc error: code = ${code} desc = ${description} (CallerID: local)`;
}
