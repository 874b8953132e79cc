/** The account that asks. */
export const ME = {
  user_id: 1,
  email: "bench@example.com",
  full_name: "Bench",
  is_owner: false,
  is_admin: false,
  is_guest: false,
  is_bot: true,
  role: 400,
  timezone: "",
  date_joined: "2026-01-01T00:00:00+00:00",
  max_message_id: 1,
};
