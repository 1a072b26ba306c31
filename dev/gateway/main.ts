import { parseArgs } from "node:util";
import { startGateway } from "./gateway.ts";

/**
 * The gateway as a process of its own. Prints one line when it listens, and ends when it is told to or when
 * the process that forked it is gone.
 */

const GRACE_MS = 3_000;

const { values: options } = parseArgs({
  options: {
    port: { type: "string", default: "4004" },
    socket: { type: "string" },
    "mysql-host": { type: "string", default: "127.0.0.1" },
    "mysql-port": { type: "string", default: "4005" },
    "mysql-user": { type: "string", default: "os2" },
    "mysql-password": { type: "string", default: "" },
    database: { type: "string", default: "os2" },
    username: { type: "string", default: "os2" },
    password: { type: "string", default: "" },
  },
});

const mysqlAddress = options.socket
  ? { socketPath: options.socket }
  : { host: options["mysql-host"], port: Number(options["mysql-port"]) };

try {
  const gateway = await startGateway({
    mysql: {
      ...mysqlAddress,
      user: options["mysql-user"],
      password: options["mysql-password"],
      database: options.database,
    },
    port: Number(options.port),
    username: options.username,
    password: options.password,
  });

  const stop = () => {
    // A MySQL that hangs must not keep the process.
    setTimeout(() => process.exit(0), GRACE_MS).unref();
    void gateway.close().then(() => process.exit(0));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  if (process.connected) process.once("disconnect", stop);

  console.log(`gateway ready http://127.0.0.1:${gateway.port}`);
} catch (error) {
  console.error(`gateway: ${problem(error)}`);
  process.exit(1);
}

function problem(error: unknown) {
  if (!(error instanceof Error)) return String(error);
  const portTaken = "code" in error && error.code === "EADDRINUSE";
  return portTaken ? `port ${options.port} is in use` : error.message;
}
