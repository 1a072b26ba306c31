/** The result of a check of an account: fine, worth knowing, or in the way of a deploy. */
export interface Finding {
  is: "ok" | "note" | "to do";
  text: string;
}

export const ok = (text: string): Finding => ({ is: "ok", text });
export const note = (text: string): Finding => ({ is: "note", text });
export const toDo = (text: string): Finding => ({ is: "to do", text });
