/** The dialog that has the focus. What closes then leaves the focus there: it may be what it has led to. */
export const dialogInFocus = () =>
  document.activeElement?.closest("[role=dialog], [role=alertdialog]") ?? undefined;
