/** Who can sign in with the emulated Google, and who the demo data is about. */
export const PEOPLE = [
  { email: "admin@example.com", name: "Ada Admin" },
  { email: "owner@example.com", name: "Olive Owner" },
  { email: "member@example.com", name: "Max Member" },
  { email: "newcomer@example.com", name: "Nora Newcomer" },
] as const;
