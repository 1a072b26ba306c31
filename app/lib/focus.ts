/** For what closes and would take the focus with it: a dialog that it led to may have the focus already. */
export const isFocusInDialog = () =>
  Boolean(document.activeElement?.closest("[role=dialog], [role=alertdialog]"));
