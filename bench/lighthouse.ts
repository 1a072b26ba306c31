import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { z } from "zod";
import { findChromium } from "../dev/setup/chromium.ts";
import { Problem } from "../dev/setup/step.mjs";

/** Fetched when it is wanted: with all it brings along it is larger than everything else that is developed with. */
const LIGHTHOUSE = "lighthouse@13.5.0";

const numeric = z.object({ numericValue: z.number() });
const category = z.object({ score: z.number() });
const reportSchema = z.object({
  categories: z.object({ performance: category, accessibility: category }),
  audits: z.object({
    "cumulative-layout-shift": numeric,
    "total-blocking-time": numeric,
    "largest-contentful-paint": numeric,
    "network-requests": z.object({
      details: z.object({
        items: z.array(z.object({ resourceType: z.string(), url: z.string() })),
      }),
    }),
  }),
});

/** What Lighthouse (its preset for phones: a slow network and processor) says of a page. */
export async function lighthouse(url: string) {
  const { categories, audits } = reportSchema.parse(JSON.parse(await run(url)));
  const scripts = audits["network-requests"].details.items
    .filter(({ resourceType }) => resourceType === "Script")
    .map((request) => compressedSize(request.url));
  return {
    performance: categories.performance.score * 100,
    accessibility: categories.accessibility.score * 100,
    CLS: audits["cumulative-layout-shift"].numericValue,
    "TBT ms": audits["total-blocking-time"].numericValue,
    "LCP ms": audits["largest-contentful-paint"].numericValue,
    "client JS kB gz": (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0) / 1000,
  };
}

const compressedSize = async (url: string) =>
  gzipSync(await (await fetch(url)).bytes(), { level: 9 }).length;

/** It now and then misses the beginning of a page's load, and says so. */
const AGAIN = /NO_NAVSTART|NO_FCP/;

async function run(url: string, attempts = 3): Promise<string> {
  const args = [
    "--yes",
    LIGHTHOUSE,
    url,
    "--quiet",
    "--output=json",
    "--only-categories=performance,accessibility",
    "--chrome-flags=--headless=new --no-sandbox",
    `--chrome-path=${findChromium()}`,
  ];
  try {
    const { stdout } = await promisify(execFile)("npx", args, { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (cause) {
    if (attempts > 1 && AGAIN.test(String(cause))) return run(url, attempts - 1);
    throw new Problem(`Lighthouse did not run: ${cause instanceof Error ? cause.message : "?"}`);
  }
}
