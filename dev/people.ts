/** Who can sign in with the emulated Google, and who the demo data is about. */
export const PEOPLE = [
  { email: "admin@example.com", name: "Ada Admin" },
  { email: "owner@example.com", name: "Olive Owner" },
  { email: "member@example.com", name: "Max Member" },
  { email: "newcomer@example.com", name: "Nora Newcomer" },
] as const;

/** Accounts of the emulated Google that nobody in the demo data has: for connecting Gmail, and for tests. */
export const SPARE_GOOGLE_ACCOUNTS = Array.from({ length: 8 }, (_, i) => ({
  email: `spare-${i + 1}@example.com`,
  name: `Spare Account ${i + 1}`,
}));

/** Its name and its picture's address are longer than their columns. */
export const LONG_GOOGLE_ACCOUNT = {
  email: "long@example.com",
  name: "Hubert Blaine ".repeat(20).trim(),
  picture: `https://lh3.googleusercontent.com/${"a".repeat(2048)}`,
} as const;

/** Google has not verified its address. */
export const UNVERIFIED_GOOGLE_ACCOUNT = {
  email: "unverified@example.com",
  name: "Una Unverified",
} as const;
