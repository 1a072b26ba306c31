import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { findMysql } from "./find.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

test.each([
  ["MySQL 8.0", "Ver 8.0.42-0ubuntu0.24.04.1 for Linux on x86_64 ((Ubuntu))", "8.0.42"],
  ["MySQL 9", "Ver 9.4.0 for macos15.4 on arm64 (Homebrew)", "9.4.0"],
  ["Percona", "Ver 8.0.36-28 for Linux on x86_64 (Percona Server (GPL), Release 28)", "8.0.36"],
])("takes %s from PATH", (_, answer, version) => {
  const folder = folderWithMysqld(answer);
  const found = findMysql({ folders: [folder], cache: emptyFolder() });
  expect(found).toEqual({ command: join(folder, "mysqld"), args: ["--no-defaults"], version });
});

test.each([
  ["MariaDB", "Ver 10.11.6-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64 (Debian 12)"],
  ["MySQL 5.7", "Ver 5.7.44 for Linux on x86_64 (MySQL Community Server (GPL))"],
  ["something else", "hello"],
])("refuses %s", (_, answer) => {
  expect(findMysql({ folders: [folderWithMysqld(answer)], cache: emptyFolder() })).toBeUndefined();
});

test("goes on to the next one on PATH after MariaDB", () => {
  const mariadb = folderWithMysqld("Ver 10.11.6-MariaDB for debian-linux-gnu on x86_64");
  const mysql = folderWithMysqld("Ver 8.4.6 for Linux on x86_64");
  expect(findMysql({ folders: [mariadb, mysql], cache: emptyFolder() })?.version).toBe("8.4.6");
});

function folderWithMysqld(answer: string) {
  const folder = emptyFolder();
  writeFileSync(join(folder, "mysqld"), `#!/bin/sh\necho "mysqld  ${answer}"\n`, { mode: 0o755 });
  return folder;
}

function emptyFolder() {
  const folder = mkdtempSync(join(tmpdir(), "os2-find-"));
  folders.push(folder);
  return folder;
}
