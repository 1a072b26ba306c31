import { wantsSignInAgain } from "./errors";

let ask = () => {};

/** For the component that asks a person to sign in again. */
export function onSignInAgain(show: () => void) {
  ask = show;
}

/** Runs for every mutation that fails: the page offers to sign in again as soon as the server asks for it. */
export function offerSignInAgain(error: unknown) {
  if (wantsSignInAgain(error)) ask();
}
