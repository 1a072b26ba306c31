import type { toast as Toast } from "sonner";
import { errorMessage } from "./errors";

type Show = typeof Toast;

let asked = false;
let askForPlace = () => {
  asked = true;
};
let placeIsReady: (show: Show) => void;
const place = new Promise<Show>((resolve) => {
  placeIsReady = resolve;
});

/** For the component that makes that place: `ask` is called when the first toast wants to appear. */
export const toastPlace = {
  onAsked: (ask: () => void) => {
    askForPlace = ask;
    // A page may have something to say before that component is there.
    if (asked) ask();
  },
  ready: (show: Show) => placeIsReady(show),
};

function show(kind: "success" | "error" | "info", message: string) {
  askForPlace();
  void place.then((toast) => toast[kind](message));
}

/** Says in the corner of the page what has just happened. */
export const toast = {
  success: (message: string) => show("success", message),
  info: (message: string) => show("info", message),
  /** @param problem a failed call, or what to say. */
  error: (problem: unknown) =>
    show("error", typeof problem === "string" ? problem : errorMessage(problem)),
};
