const COMMON = new Set(["password", "password1", "password123", "1234567890", "qwertyuiop"]);
const MINIMUM_LENGTH = 10;

/** What the password policy finds wrong; empty if nothing. */
export function passwordProblems(password: string): string {
  const problems: string[] = [];
  if (COMMON.has(password.toLowerCase())) {
    problems.push("Password is among the 1,000,000 most common ones. Please make it unique.");
  }
  if (password.length < MINIMUM_LENGTH) {
    problems.push(`Password needs to be at least ${MINIMUM_LENGTH} characters long.`);
  }
  return problems.join(" ");
}
