import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { phpMap } from "../schemas/php-map.js";
import type { NextcloudTransport } from "../transport.js";

const Editor = openObject({
  id: z.string(),
  name: z.string(),
  mimetypes: z.array(z.string()),
  /** What it can edit where no other is preferred. */
  optionalMimetypes: z.array(z.string()),
});
const Creator = openObject({
  id: z.string(),
  editor: z.string(),
  name: z.string(),
  extension: z.string(),
  /** Whether there are templates. */
  templates: z.boolean(),
});
const Info = openObject({ editors: phpMap(Editor), creators: phpMap(Creator) });

/** The editors of the server and what they create, each by id. */
export type DirectEditingInfo = z.output<typeof Info>;

const Template = openObject({ id: z.string(), title: z.string(), extension: z.string() });
const Templates = openObject({ templates: phpMap(Template) }).transform(({ templates }) => templates);
const Url = openObject({ url: z.string() }).transform(({ url }) => url);

/** A file to create in an editor. */
export interface CreateInEditor {
  path: string;
  editorId: string;
  creatorId: string;
  templateId?: string | undefined;
}

/**
 * Editors of the server for the web view of another program.
 *
 * @see https://docs.nextcloud.com/server/latest/developer_manual/client_apis/OCS/ocs-api-overview.html#direct-editing
 */
export class DirectEditingResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Tells which editors there are, and what they create. */
  async info(options?: RequestOptions): Promise<DirectEditingInfo> {
    return this.transport.ocs.get(path`apps/files/api/v1/directEditing`, {}, Info, options);
  }

  /** Gets the templates for what an editor creates, by their ids. */
  async templates(
    editorId: string,
    creatorId: string,
    options?: RequestOptions,
  ): Promise<Record<string, z.output<typeof Template>>> {
    const at = path`apps/files/api/v1/directEditing/templates/${editorId}/${creatorId}`;
    return this.transport.ocs.get(at, {}, Templates, options);
  }

  /** Creates a file. @returns the URL to edit it at, once, without signing in. @throws ForbiddenError */
  async create(params: CreateInEditor, options?: RequestOptions): Promise<string> {
    return this.transport.ocs.post(path`apps/files/api/v1/directEditing/create`, { ...params }, Url, options);
  }

  /** Opens a file. @returns the URL to edit it at, once, without signing in. @throws ForbiddenError, ServerError without such a file. */
  async open(
    file: string,
    params: { editorId?: string | undefined } = {},
    options?: RequestOptions,
  ): Promise<string> {
    const fields = { path: file, editorId: params.editorId };
    return this.transport.ocs.post(path`apps/files/api/v1/directEditing/open`, fields, Url, options);
  }
}
