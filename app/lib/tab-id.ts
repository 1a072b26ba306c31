let id: string | undefined;

/** Names this tab, as long as it is not reloaded: the server tells others whose change they hear of. */
export const tabId = () => (id ??= crypto.randomUUID());
