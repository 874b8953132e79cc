import { type Page, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { field, Nothing } from "../envelope.js";
import { ProfileField } from "../schemas/profile-field.js";
import type { ZulipTransport } from "../transport.js";

/** A field to create. */
export interface NewProfileField {
  /** Not needed for an external account. */
  name?: string | undefined;
  hint?: string | undefined;
  /** 1 short text, 2 long text, 3 options, 4 date, 5 link, 6 users, 7 external account, 8 pronouns. */
  field_type: number;
  /** Options, or the kind of external account. */
  field_data?: Readonly<Record<string, unknown>> | undefined;
  display_in_profile_summary?: boolean | undefined;
  /** Since Zulip 9. */
  required?: boolean | undefined;
  /** Since Zulip 10. */
  editable_by_user?: boolean | undefined;
}

const Fields = field("custom_fields", z.array(ProfileField));
const FieldId = field("id", z.number());

/** What users can tell of themselves in this organisation. */
export class ProfileFieldsResource {
  constructor(private readonly transport: ZulipTransport) {}

  /** Lists fields in their order. @see https://zulip.com/api/get-custom-profile-fields */
  async list(options?: RequestOptions): Promise<Page<ProfileField>> {
    return this.transport.list(path`realm/profile_fields`, {}, Fields, options);
  }

  /** Creates a field. @returns its id @see https://zulip.com/api/create-custom-profile-field */
  async create(params: NewProfileField, options?: RequestOptions): Promise<number> {
    return this.transport.post(path`realm/profile_fields`, params, FieldId, options);
  }

  /** Changes a field; its type stays. */
  async update(
    fieldId: number,
    params: Partial<Omit<NewProfileField, "field_type">>,
    options?: RequestOptions,
  ): Promise<void> {
    return this.transport.patch(path`realm/profile_fields/${fieldId}`, params, Nothing, options);
  }

  /** Deletes a field with all its values. */
  async delete(fieldId: number, options?: RequestOptions): Promise<void> {
    return this.transport.delete(path`realm/profile_fields/${fieldId}`, {}, Nothing, options);
  }

  /** Puts all fields in an order. @see https://zulip.com/api/reorder-custom-profile-fields */
  async reorder(order: readonly number[], options?: RequestOptions): Promise<void> {
    return this.transport.patch(path`realm/profile_fields`, { order }, Nothing, options);
  }
}
