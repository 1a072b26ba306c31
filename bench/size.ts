import type { Part } from "./part.ts";
import { workerSize } from "../dev/testing/sizes.ts";

/** What has to be uploaded and shipped. Sizes are exact, so bin/test holds them to the same limits. */
export const size: Part = {
  title: "what is built, compressed with gzip",
  async measure({ buildDir }) {
    return [{ subject: "app worker", figures: { "kB gz": (await workerSize(buildDir)) / 1000 } }];
  },
  targets: [{ subject: "app worker", figure: "kB gz", atMost: 500 }],
};
