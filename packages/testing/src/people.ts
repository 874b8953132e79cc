/** The people all three fakes know, so that a project set up across them makes sense. */
export const PEOPLE = [
  { login: "admin", firstName: "Ada", lastName: "Admin", email: "admin@example.com" },
  { login: "anna", firstName: "Anna", lastName: "Berg", email: "anna@example.com" },
  { login: "ben", firstName: "Ben", lastName: "Okafor", email: "ben@example.com" },
  { login: "chloe", firstName: "Chloe", lastName: "Martin", email: "chloe@example.com" },
] as const;
