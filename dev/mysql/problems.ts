import { Problem } from "../setup/step.mjs";

export const portTaken = (port: number) =>
  new Problem(
    `Port ${port}, for MySQL, is taken by another program.\n` +
      "Stop that program, or set PORT_BASE to another number: all ports are counted up from it.",
  );

/** Says in a person's words why a server did not start, going by what it wrote into its log. */
export function explainFailure(output: string, where: { datadir: string; port?: number }): Problem {
  const { port, datadir } = where;

  if (
    port &&
    /Address already in use|Do you already have another mysqld server running on port/.test(output)
  )
    return portTaken(port);

  if (/Invalid MySQL server (downgrade|upgrade)|Cannot (downgrade|upgrade) from/i.test(output))
    return new Problem(
      `The database in ${datadir} was made by a MySQL version that this one cannot continue from.\n` +
        `It holds development data only: delete that folder, and it is made anew.\n${lastLines(output)}`,
    );

  if (/No space left on device|(errno|error number|Errcode:) 28\b|disk is full/i.test(output))
    return diskFull(datadir);

  if (/Permission denied|(errno|Errcode:) 13\b/i.test(output))
    return new Problem(`${notAllowed(datadir)}\n${lastLines(output)}`);

  return new Problem(`MySQL did not start in ${datadir}. Its last lines:\n${lastLines(output)}`);
}

/** The same for what the operating system answers while the server's folder is made. */
export function explainSystemError(error: unknown, dataDir: string): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOSPC" || code === "EDQUOT") return diskFull(dataDir);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return new Problem(notAllowed(dataDir));
  return error;
}

const diskFull = (folder: string) =>
  new Problem(`The disk is full: MySQL cannot keep its data in ${folder}. Free some space.`);

const notAllowed = (folder: string) =>
  `MySQL may not use ${folder}. Check that the folder belongs to you. Where a distribution's AppArmor ` +
  "profile confines mysqld to its own folders, switch that profile off.";

/** The errors among the lines; without any, all of them. At most ten. */
function lastLines(output: string) {
  const lines = output.trimEnd().split("\n");
  const errors = lines.filter((line) => line.includes("[ERROR]"));
  return (errors.length > 0 ? errors : lines)
    .slice(-10)
    .map((line) => `  | ${line}`)
    .join("\n");
}
