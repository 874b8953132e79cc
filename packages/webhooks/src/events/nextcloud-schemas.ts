import { openObject } from "@platformq/resilience";
import { z } from "zod";

/** A file or folder: its `path` begins with the owner's uid, `/bob/files/…`. The `id` is missing once it is deleted. */
const Node = openObject({ id: z.number().optional(), path: z.string() });

const One = openObject({ node: Node });
const Two = openObject({ source: Node, target: Node });

const Tags = openObject({
  objectType: z.string(),
  objectIds: z.array(z.union([z.string(), z.number()])),
  tagIds: z.array(z.union([z.string(), z.number()])),
});

const Id = z.union([z.number(), z.string()]);

const CalendarObject = openObject({
  calendarId: Id,
  calendarData: openObject({ id: Id, uri: z.string() }),
  objectData: openObject({ id: Id.optional(), uri: z.string() }),
});

const MovedCalendarObject = openObject({
  sourceCalendarId: Id,
  targetCalendarId: Id,
  objectData: openObject({ uri: z.string() }),
});

const Submission = openObject({
  form: openObject({ id: z.number(), title: z.string() }),
  submission: openObject({ id: z.number(), userId: z.string() }),
});

const Row = openObject({
  tableId: z.number(),
  rowId: z.number(),
  /** By column id. */
  values: z.unknown(),
  previousValues: z.unknown(),
});

const Card = openObject({ id: z.number(), title: z.string(), stackId: z.number().optional() });

const Mail = openObject({ messageId: z.string().nullish(), subject: z.string().nullish() });

const Share = openObject({
  id: Id.optional(),
  nodeId: Id.optional(),
  /** 0 user, 1 group, 3 public link, 4 e-mail, 6 federated, 10 Talk conversation. */
  shareType: z.number(),
  sharedBy: z.string(),
  sharedWith: z.string().nullish(),
});

const OneUser = openObject({ user: openObject({ id: z.string() }) });
const FirstLogin = openObject({ user_id: z.string() });
const ChangedUser = OneUser.extend({ feature: z.string(), value: z.unknown(), oldValue: z.unknown() });
const FailedLogin = openObject({ userId: z.string() });

/** No app sends groups today; the names are kept for the day one does. */
const Group = openObject({});

/** What the app "Webhooks" tells of a Flow's file. */
const FlowFile = openObject({
  node: Node,
  workflowFile: openObject({ displayText: z.string(), url: z.string() }).optional(),
});
const FlowTag = openObject({ mapperEvent: openObject({ objectType: z.string(), objectId: Id }) });

const Actor = openObject({ type: z.string(), id: z.string(), name: z.string() });
const Conversation = openObject({ type: z.string(), id: z.string(), name: z.string() });
const Note = openObject({
  type: z.string(),
  id: z.string(),
  name: z.string(),
  /** JSON of `message` and `parameters`. */
  content: z.string(),
  mediaType: z.string().optional(),
});
const TalkMessage = openObject({ actor: Actor, object: Note, target: Conversation });
const TalkReaction = TalkMessage.extend({ content: z.string() });
const TalkUndo = openObject({ actor: Actor, object: TalkReaction, target: Conversation });
const TalkBot = openObject({ actor: Actor, object: Conversation });

/** Every event of a Nextcloud by our name: its own name and the schema of its data. */
export const nextcloudEvents = {
  file_created: ["OCP\\Files\\Events\\Node\\NodeCreatedEvent", One],
  file_written: ["OCP\\Files\\Events\\Node\\NodeWrittenEvent", One],
  file_touched: ["OCP\\Files\\Events\\Node\\NodeTouchedEvent", One],
  file_deleted: ["OCP\\Files\\Events\\Node\\NodeDeletedEvent", One],
  file_renamed: ["OCP\\Files\\Events\\Node\\NodeRenamedEvent", Two],
  file_copied: ["OCP\\Files\\Events\\Node\\NodeCopiedEvent", Two],
  file_restored: ["OCP\\Files\\Events\\Node\\NodeRestoredEvent", Two],
  before_file_created: ["OCP\\Files\\Events\\Node\\BeforeNodeCreatedEvent", One],
  before_file_read: ["OCP\\Files\\Events\\Node\\BeforeNodeReadEvent", One],
  before_file_written: ["OCP\\Files\\Events\\Node\\BeforeNodeWrittenEvent", One],
  before_file_touched: ["OCP\\Files\\Events\\Node\\BeforeNodeTouchedEvent", One],
  before_file_deleted: ["OCP\\Files\\Events\\Node\\BeforeNodeDeletedEvent", One],
  before_file_renamed: ["OCP\\Files\\Events\\Node\\BeforeNodeRenamedEvent", Two],
  before_file_copied: ["OCP\\Files\\Events\\Node\\BeforeNodeCopiedEvent", Two],
  before_file_restored: ["OCP\\Files\\Events\\Node\\BeforeNodeRestoredEvent", Two],
  tag_assigned: ["OCP\\SystemTag\\TagAssignedEvent", Tags],
  tag_unassigned: ["OCP\\SystemTag\\TagUnassignedEvent", Tags],
  calendar_object_created: ["OCP\\Calendar\\Events\\CalendarObjectCreatedEvent", CalendarObject],
  calendar_object_updated: ["OCP\\Calendar\\Events\\CalendarObjectUpdatedEvent", CalendarObject],
  calendar_object_deleted: ["OCP\\Calendar\\Events\\CalendarObjectDeletedEvent", CalendarObject],
  calendar_object_trashed: ["OCP\\Calendar\\Events\\CalendarObjectMovedToTrashEvent", CalendarObject],
  calendar_object_restored: ["OCP\\Calendar\\Events\\CalendarObjectRestoredEvent", CalendarObject],
  calendar_object_moved: ["OCP\\Calendar\\Events\\CalendarObjectMovedEvent", MovedCalendarObject],
  form_submitted: ["OCA\\Forms\\Events\\FormSubmittedEvent", Submission],
  table_row_added: ["OCA\\Tables\\Event\\RowAddedEvent", Row],
  table_row_updated: ["OCA\\Tables\\Event\\RowUpdatedEvent", Row],
  table_row_deleted: ["OCA\\Tables\\Event\\RowDeletedEvent", Row],
  card_created: ["OCA\\Deck\\Event\\CardCreatedEvent", Card],
  card_updated: ["OCA\\Deck\\Event\\CardUpdatedEvent", Card],
  card_deleted: ["OCA\\Deck\\Event\\CardDeletedEvent", Card],
  mail_received: ["OCA\\Mail\\Events\\NewMessageReceivedEvent", Mail],
  share_created: ["OCP\\Share\\Events\\ShareCreatedEvent", Share],
  share_deleted: ["OCP\\Share\\Events\\ShareDeletedEvent", Share],
  user_created: ["OCP\\User\\Events\\UserCreatedEvent", OneUser],
  user_changed: ["OCP\\User\\Events\\UserChangedEvent", ChangedUser],
  user_deleted: ["OCP\\User\\Events\\UserDeletedEvent", OneUser],
  user_logged_in: ["OCP\\User\\Events\\UserLoggedInEvent", OneUser],
  user_logged_out: ["OCP\\User\\Events\\UserLoggedOutEvent", OneUser],
  user_first_logged_in: ["OCP\\User\\Events\\UserFirstTimeLoggedInEvent", FirstLogin],
  user_status_changed: ["OCP\\User\\Events\\UserLiveStatusEvent", OneUser],
  password_updated: ["OCP\\User\\Events\\PasswordUpdatedEvent", OneUser],
  login_failed: ["OCP\\Authentication\\Events\\LoginFailedEvent", FailedLogin],
  group_created: ["OCP\\Group\\Events\\GroupCreatedEvent", Group],
  group_changed: ["OCP\\Group\\Events\\GroupChangedEvent", Group],
  group_deleted: ["OCP\\Group\\Events\\GroupDeletedEvent", Group],
  group_user_added: ["OCP\\Group\\Events\\UserAddedEvent", Group],
  group_user_removed: ["OCP\\Group\\Events\\UserRemovedEvent", Group],
  flow_file_created: ["\\OCP\\Files::postCreate", FlowFile],
  flow_file_written: ["\\OCP\\Files::postWrite", FlowFile],
  flow_file_renamed: ["\\OCP\\Files::postRename", FlowFile],
  flow_file_copied: ["\\OCP\\Files::postCopy", FlowFile],
  flow_file_deleted: ["\\OCP\\Files::postDelete", FlowFile],
  flow_tag_assigned: ["OCP\\SystemTag\\ISystemTagObjectMapper::assignTags", FlowTag],
  talk_message: ["Create", TalkMessage],
  talk_system_message: ["Activity", TalkMessage],
  talk_reaction_added: ["Like", TalkReaction],
  talk_reaction_removed: ["Undo", TalkUndo],
  talk_bot_added: ["Join", TalkBot],
  talk_bot_removed: ["Leave", TalkBot],
} as const;
