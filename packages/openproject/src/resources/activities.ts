import { BadRequestError, path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import { type FormattableInput, toFormattable } from "../hal/formattable.js";
import { Activity, EmojiReaction } from "../schemas/activity.js";
import { Nothing, type OpenProjectTransport } from "../transport.js";
import type { Notifying } from "../writing/notifying.js";

/** A comment to write. */
export interface Comment extends Notifying {
  comment: FormattableInput;
  /** Shows it to those only who may see internal comments; since OpenProject 16. @default false */
  internal?: boolean | undefined;
}

/** Comments and changes of work packages. @see https://www.openproject.org/docs/api/endpoints/activities/ */
export class ActivitiesResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists the journal of a work package, all at once. @throws NotFoundError */
  async list(workPackageId: number | string, options?: RequestOptions): Promise<Collection<Activity>> {
    return this.transport.list(path`work_packages/${workPackageId}/activities`, {}, Activity, options);
  }

  /** Gets an entry of a journal. @throws NotFoundError */
  async get(activityId: number, options?: RequestOptions): Promise<Activity> {
    return this.transport.get(path`activities/${activityId}`, {}, Activity, options);
  }

  /** Comments a work package. Never repeated after an unknown outcome. @throws ForbiddenError, NotFoundError */
  async comment(
    workPackageId: number | string,
    { comment, internal, notify }: Comment,
    options?: RequestOptions,
  ): Promise<Activity> {
    const body = { comment: toFormattable(comment), internal };
    const where = path`work_packages/${workPackageId}/activities`;
    return this.transport.request(
      { method: "POST", path: where, query: { notify }, body },
      Activity,
      options,
    );
  }

  /** Changes the text of a comment. @throws ForbiddenError for somebody else's. */
  async update(
    activityId: number,
    params: Pick<Comment, "comment">,
    options?: RequestOptions,
  ): Promise<Activity> {
    const comment = toFormattable(params.comment);
    const write = (body: object) =>
      this.transport.change(path`activities/${activityId}`, body, Activity, options);
    try {
      return await write({ comment });
    } catch (error) {
      if (!(error instanceof BadRequestError)) throw error;
      // Up to version 14 the text goes bare, here and nowhere else.
      return write({ comment: comment?.raw });
    }
  }

  /** Lists the reactions to a comment; since OpenProject 16. */
  async emojiReactions(activityId: number, options?: RequestOptions): Promise<Collection<EmojiReaction>> {
    return this.transport.list(path`activities/${activityId}/emoji_reactions`, {}, EmojiReaction, options);
  }

  /** Lists the reactions to all comments of a work package. */
  async emojiReactionsOf(
    workPackageId: number | string,
    options?: RequestOptions,
  ): Promise<Collection<EmojiReaction>> {
    const where = path`work_packages/${workPackageId}/activities_emoji_reactions`;
    return this.transport.list(where, {}, EmojiReaction, options);
  }

  /**
   * Adds one's reaction, or takes it back if it is there: it is never repeated, for that would undo it.
   *
   * @param params.reaction The emoji's name, such as `thumbs_up` or `heart`.
   */
  async toggleEmojiReaction(
    activityId: number,
    params: { reaction: string },
    options?: RequestOptions,
  ): Promise<void> {
    return this.transport.patch(
      path`activities/${activityId}/emoji_reactions`,
      { reaction: params.reaction },
      Nothing,
      options,
    );
  }
}
