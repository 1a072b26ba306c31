import { localAppEnv, localStack } from "../../env.ts";

/** Says what to do when there is no stack to test against. */
export default async function setup() {
  const { VITE_PUBLIC_URL: url } = localAppEnv(localStack());
  const answer = await fetch(`${url}/api/ready`).catch(() => undefined);
  if (!answer?.ok)
    throw new Error(
      `These tests talk to a running stack, and none answers at ${url}.\n` +
        "Run bin/test, which starts one, or bin/start with the same PORT_BASE and DATA_DIR.",
    );
}
