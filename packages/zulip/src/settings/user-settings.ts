/**
 * How Zulip looks and notifies, for one user or as new users begin. Numbers stand for the choices of Zulip's
 * documentation; what a server does not know it ignores, and a warning tells.
 *
 * @see https://zulip.com/api/update-settings
 */
export interface UserSettings {
  dense_mode?: boolean | undefined;
  starred_message_counts?: boolean | undefined;
  fluid_layout_width?: boolean | undefined;
  high_contrast_mode?: boolean | undefined;
  web_mark_read_on_scroll_policy?: number | undefined;
  /** 1 as the system, 2 dark, 3 light. */
  color_scheme?: number | undefined;
  enable_drafts_synchronization?: boolean | undefined;
  translate_emoticons?: boolean | undefined;
  display_emoji_reaction_users?: boolean | undefined;
  default_view?: string | undefined;
  escape_navigates_to_default_view?: boolean | undefined;
  left_side_userlist?: boolean | undefined;
  emojiset?: string | undefined;
  /** 1 automatic, 2 always, 3 never. */
  demote_inactive_streams?: number | undefined;
  user_list_style?: number | undefined;
  web_stream_unreads_count_display_policy?: number | undefined;
  enable_stream_desktop_notifications?: boolean | undefined;
  enable_stream_email_notifications?: boolean | undefined;
  enable_stream_push_notifications?: boolean | undefined;
  enable_stream_audible_notifications?: boolean | undefined;
  notification_sound?: string | undefined;
  enable_desktop_notifications?: boolean | undefined;
  enable_sounds?: boolean | undefined;
  enable_followed_topic_desktop_notifications?: boolean | undefined;
  enable_followed_topic_email_notifications?: boolean | undefined;
  enable_followed_topic_push_notifications?: boolean | undefined;
  enable_followed_topic_audible_notifications?: boolean | undefined;
  /** Seconds. */
  email_notifications_batching_period_seconds?: number | undefined;
  enable_offline_email_notifications?: boolean | undefined;
  enable_offline_push_notifications?: boolean | undefined;
  enable_online_push_notifications?: boolean | undefined;
  enable_digest_emails?: boolean | undefined;
  message_content_in_email_notifications?: boolean | undefined;
  pm_content_in_desktop_notifications?: boolean | undefined;
  wildcard_mentions_notify?: boolean | undefined;
  enable_followed_topic_wildcard_mentions_notify?: boolean | undefined;
  /** 1 all unread, 2 direct, mentions and followed topics, 3 direct and mentions, 4 none. */
  desktop_icon_count_display?: number | undefined;
  realm_name_in_email_notifications_policy?: number | undefined;
  automatically_follow_topics_policy?: number | undefined;
  automatically_unmute_topics_in_muted_streams_policy?: number | undefined;
  presence_enabled?: boolean | undefined;
  enter_sends?: boolean | undefined;
  twenty_four_hour_time?: boolean | undefined;
  send_private_typing_notifications?: boolean | undefined;
  send_stream_typing_notifications?: boolean | undefined;
  send_read_receipts?: boolean | undefined;
  /** 1 everyone, 2 members, 3 administrators, 4 nobody, 5 moderators. */
  email_address_visibility?: number | undefined;
  receives_typing_notifications?: boolean | undefined;
  web_suggest_update_timezone?: boolean | undefined;
  web_channel_default_view?: number | undefined;
  web_font_size_px?: number | undefined;
  web_line_height_percent?: number | undefined;
  web_home_view?: string | undefined;
  web_escape_navigates_to_home_view?: boolean | undefined;
  web_animate_image_previews?: string | undefined;
  hide_ai_features?: boolean | undefined;
  web_left_sidebar_show_channel_folders?: boolean | undefined;
  web_left_sidebar_unreads_count_summary?: boolean | undefined;
  automatically_follow_topics_where_mentioned?: boolean | undefined;
  resolved_topic_notice_auto_read_policy?: string | undefined;
  web_navigate_to_sent_message?: boolean | undefined;
}
