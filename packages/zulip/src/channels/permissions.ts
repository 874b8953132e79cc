/** Who may do what in a channel; most of it since Zulip 10. */
export interface ChannelPermissions<Setting> {
  can_add_subscribers_group?: Setting | undefined;
  can_administer_channel_group?: Setting | undefined;
  can_create_topic_group?: Setting | undefined;
  can_delete_any_message_group?: Setting | undefined;
  can_delete_own_message_group?: Setting | undefined;
  can_move_messages_out_of_channel_group?: Setting | undefined;
  can_move_messages_within_channel_group?: Setting | undefined;
  can_remove_subscribers_group?: Setting | undefined;
  can_resolve_topics_group?: Setting | undefined;
  can_send_message_group?: Setting | undefined;
  can_subscribe_group?: Setting | undefined;
}
