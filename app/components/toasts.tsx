import { createClientOnlyFn } from "@tanstack/react-start";
import { type ComponentType, useEffect, useState } from "react";
import { type Message, onToastAsked, reloadPage, takeWaiting } from "../lib/toast";
import { Button } from "./ui/button";

const loadSonner = createClientOnlyFn(() => import("./ui/sonner"));

/**
 * Where toasts appear. Most visits see none, so the code for it is loaded when the person begins to do something. Where
 * that fails, perhaps for want of a network, what there is to say is shown without it.
 */
export function Toasts() {
  const [Loaded, setLoaded] = useState<ComponentType>();
  const [plain, setPlain] = useState<Message[]>([]);
  useEffect(() => {
    const load = () => {
      loadSonner().then(
        ({ ReadyToaster }) => setLoaded(() => ReadyToaster),
        () => setPlain((shown) => [...shown, ...takeWaiting()]),
      );
    };
    onToastAsked(load);
    for (const event of BEGINNINGS) addEventListener(event, load, { once: true, passive: true });
    return () => {
      for (const event of BEGINNINGS) removeEventListener(event, load);
    };
  }, []);
  return (
    <div data-messages>
      {Loaded && <Loaded />}
      {plain.length > 0 && <PlainMessages messages={plain} onClose={() => setPlain([])} />}
    </div>
  );
}

function PlainMessages({ messages, onClose }: { messages: Message[]; onClose: () => void }) {
  const texts = [...new Set(messages.map(({ text }) => text))];
  return (
    <div
      role="alert"
      aria-live="assertive"
      className="pointer-events-auto fixed inset-x-4 bottom-4 z-60 ml-auto flex max-w-96 items-start gap-2 rounded-lg border bg-popover p-3 text-sm text-popover-foreground shadow-lg"
    >
      <div className="grid min-w-0 flex-1 gap-1 py-1 font-medium text-pretty">
        {texts.map((text) => (
          <p key={text}>{text}</p>
        ))}
      </div>
      {messages.some(({ offersReload }) => offersReload) && (
        <Button variant="outline" size="sm" onClick={reloadPage}>
          Reload
        </Button>
      )}
      <Button variant="ghost" size="sm" onClick={onClose}>
        Close
      </Button>
    </div>
  );
}

const BEGINNINGS = ["pointerdown", "keydown"];
