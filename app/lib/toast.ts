import type { toast as Toast } from "sonner";
import { errorMessage, wantsSignInAgain } from "./errors";
import { OutdatedPageError } from "./load-code";

export interface Message {
  kind: "success" | "error" | "info";
  text: string;
  /** Only a new document helps, and the message offers it. */
  offersReload?: boolean;
}

/** Messages from before the toaster was mounted. */
let waiting: Message[] = [];
let say = (message: Message) => void waiting.push(message);
let askForPlace = () => {};

export const takeWaiting = () => {
  const taken = waiting;
  waiting = [];
  return taken;
};

/** For the component that makes the place: `ask` is called whenever a toast wants to appear. */
export function onToastAsked(ask: () => void) {
  askForPlace = ask;
  // A page may have something to say before that component is there.
  if (waiting.length > 0) ask();
}

export const reloadPage = () => window.location.reload();

/** Call it when the place is there. */
export function showToastsWith(toast: typeof Toast) {
  say = ({ kind, text, offersReload }) =>
    void toast[kind](text, {
      ...(offersReload && {
        action: { label: "Reload", onClick: reloadPage },
        duration: Number.POSITIVE_INFINITY,
      }),
    });
  takeWaiting().forEach(say);
}

function show(message: Message) {
  say(message);
  askForPlace();
}

/** Says in the corner of the page what has just happened. */
export const toast = {
  success: (text: string) => show({ kind: "success", text }),
  info: (text: string) => show({ kind: "info", text }),
  /** @param problem a failed call, or what to say. */
  error: (problem: unknown) => {
    // A dialog says so: see sign-in-again.ts.
    if (wantsSignInAgain(problem)) return;
    show({
      kind: "error",
      text: typeof problem === "string" ? problem : errorMessage(problem),
      offersReload: problem instanceof OutdatedPageError,
    });
  },
};
