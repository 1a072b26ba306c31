const PRIMARY = "target: os2.-.primary: ";
const TABLET = `${PRIMARY}vttablet: rpc error: code = `;

/** PlanetScale's answers while another primary takes over, or under overload. */
export const OUTAGE_TEXTS = [
  `${PRIMARY}primary is not serving, there is a reparent operation in progress (errno 1105) (sqlstate HY000)`,
  `${PRIMARY}no healthy tablet available for 'keyspace:"os2" shard:"-" tablet_type:PRIMARY'`,
  `${TABLET}FailedPrecondition desc = wrong tablet type: REPLICA, want: PRIMARY or []`,
  `${TABLET}ClusterEvent desc = operation not allowed in state NOT_SERVING (errno 1105) (sqlstate HY000)`,
  `${TABLET}FailedPrecondition desc = operation not allowed in state SHUTTING_DOWN (errno 1105) (sqlstate HY000)`,
  `${TABLET}FailedPrecondition desc = The MySQL server is running with the --read-only option so it cannot execute this statement (errno 1290) (sqlstate HY000)`,
  `${TABLET}ResourceExhausted desc = transaction pool connection limit exceeded (errno 1203) (sqlstate 42000)`,
  `${TABLET}ResourceExhausted desc = resource pool timed out`,
  `${TABLET}DeadlineExceeded desc = context deadline exceeded (errno 1317) (sqlstate 70100)`,
  `${TABLET}DeadlineExceeded desc = Query execution was interrupted, maximum statement execution time exceeded (errno 3024) (sqlstate HY000)`,
  `${PRIMARY}vttablet: Lost connection to MySQL server during query (errno 2013) (sqlstate HY000)`,
  `${PRIMARY}vttablet: MySQL server has gone away (errno 2006) (sqlstate HY000)`,
  "VT15001: a transactional DML failed on target (errno 1105)",
  `${TABLET}Unavailable desc = error reading from server: EOF`,
  `${TABLET}Unavailable desc = Server shutdown in progress (errno 1053) (sqlstate 08S01)`,
  `${TABLET}Aborted desc = transaction 1729: ended at 2026-01-01 (exceeded timeout: 20s)`,
  `${TABLET}Aborted desc = transaction 1729: not found`,
  "unavailable: vtgate connection error: no endpoints",
  "database os2: branch is missing or sleeping",
];
