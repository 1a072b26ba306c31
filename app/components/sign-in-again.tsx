import { useEffect, useState } from "react";
import { onSignInAgain } from "../lib/sign-in-again";
import { dialogOnDemand } from "./on-demand";

const SignInAgainDialog = dialogOnDemand(
  async () => (await import("./sign-in-again-dialog")).SignInAgainDialog,
);

/** Stands once on every page of a signed-in person. */
export function SignInAgain() {
  const [open, setOpen] = useState(false);
  useEffect(() => onSignInAgain(() => setOpen(true)), []);
  return <SignInAgainDialog open={open} onOpenChange={setOpen} />;
}
