import { DatabaseError } from "@planetscale/database";

const PLANETSCALE = "https://planetscale.com/docs/vitess/troubleshooting/errors";
const VITESS = "https://github.com/vitessio/vitess/blob/main/go/vt";
const VITESS_ERRORS = "https://vitess.io/docs/reference/errors/query-serving";
const MYSQL = "https://dev.mysql.com/doc/mysql-errors/8.0/en";

/**
 * How PlanetScale says that a statement could not be asked for, or was given up: while another primary takes
 * over, while a tablet starts or stops, and when it has too much to do. It may be tried again. The driver
 * gives the text alone, in an HTTP 200; a refusal by MySQL itself comes in the same way.
 */
const OUTAGES: { text: RegExp; source: string }[] = [
  // Another primary takes over.
  { text: /primary is not serving|reparent operation in progress/i, source: PLANETSCALE },
  { text: /no healthy tablet available/i, source: `${VITESS}/vtgate/tabletgateway.go` },
  { text: /code = ClusterEvent/i, source: `${VITESS}/vterrors/code.go` },
  { text: /wrong tablet type/i, source: `${VITESS}/vttablet/tabletserver/state_manager.go` },
  { text: /operation not allowed in state/i, source: `${VITESS}/vttablet/tabletserver` },
  {
    text: /running with the --(super-)?read-only option/i,
    source: `${MYSQL}/server-error-reference.html`,
  },
  // Nothing answers.
  { text: /code = Unavailable/i, source: `${VITESS}/vterrors/vterrors.go` },
  { text: /vtgate connection error|no endpoints/i, source: PLANETSCALE },
  { text: /branch is missing or sleeping/i, source: PLANETSCALE },
  { text: /error reading from server/i, source: "https://github.com/grpc/grpc-go" },
  // Too much to do, or too slow.
  { text: /code = ResourceExhausted desc = .*\bpool\b/i, source: PLANETSCALE },
  { text: /context deadline exceeded/i, source: PLANETSCALE },
  // A transaction has been ended for it: it took too long, or its tablet was started again.
  {
    text: /code = Aborted desc = transaction /i,
    source: `${VITESS}/vttablet/tabletserver/tx_engine.go`,
  },
  { text: /VT15001/, source: `${VITESS_ERRORS}/#VT15001` },
  // 1040, 1203: too many connections. 1053: shutdown. 1317, 3024: interrupted, or too slow.
  {
    text: /\(errno (1040|1053|1203|1317|3024)\)/,
    source: `${MYSQL}/server-error-reference.html`,
  },
  // The tablet's own connection to MySQL: 2002, 2003 none to be had, 2006, 2013 lost.
  { text: /\(errno (2002|2003|2006|2013)\)/, source: `${MYSQL}/client-error-reference.html` },
];

/** True of a text in which the database tells of an outage. */
export const isOutage = (text: string) => OUTAGES.some((outage) => outage.text.test(text));

/** An error that is a refusal by MySQL or a tablet has status 400; any other is no answer of a database. */
export const isOutageError = (error: DatabaseError) =>
  error.status !== 400 || /^unavailable$/i.test(error.body.code) || isOutage(error.message);
