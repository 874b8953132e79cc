import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { phpMap } from "../schemas/php-map.js";
import type { NextcloudTransport } from "../transport.js";

const Template = openObject({
  templateType: z.string(),
  templateId: z.string(),
  basename: z.string(),
  fileid: z.number(),
}).transform(({ fileid, ...rest }) => ({ ...rest, fileId: fileid }));

const Creator = openObject({
  app: z.string(),
  label: z.string(),
  /** Such as `.docx`. */
  extension: z.string(),
  mimetypes: z.array(z.string()),
  templates: z.array(Template).default([]),
});

/** A kind of file that an app makes, with the templates there are for it. */
export type TemplateCreator = z.output<typeof Creator>;

const Field = openObject({
  index: z.string(),
  type: z.string(),
  alias: z.string().nullish(),
  content: z.string().optional(),
  checked: z.boolean().optional(),
});

/** A blank of a template. */
export type TemplateField = z.output<typeof Field>;

const Created = openObject({
  basename: z.string(),
  fileid: z.number(),
  filename: z.string().nullish(),
  lastmod: z.number(),
}).transform(({ fileid, filename, lastmod, ...rest }) => ({
  ...rest,
  fileId: fileid,
  /** From the account's root, with a slash in front. */
  path: `/${(filename ?? rest.basename).replace(/^\/+/, "")}`,
  lastModified: new Date(lastmod * 1000),
}));

/** A file made from a template. */
export type FileFromTemplate = z.output<typeof Created>;

const Folder = openObject({ template_path: z.string() }).transform((wire) => wire.template_path);

/** A file to make. */
export interface CreateFromTemplate {
  /** Of the new file, from the account's root. */
  path: string;
  /** `templateId` of the template. @default an empty file */
  templateId?: string | undefined;
  /** `templateType` of the template. @default "user" */
  templateType?: string | undefined;
  /** What to fill blanks with. */
  fields?: readonly Pick<TemplateField, "index" | "type" | "content" | "checked">[] | undefined;
}

/** Files to begin with. @see https://docs.nextcloud.com/server/latest/user_manual/en/files/access_webgui.html */
export class TemplatesResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Lists kinds of files, each with its templates. */
  async list(options?: RequestOptions): Promise<TemplateCreator[]> {
    return this.transport.ocs.get(path`apps/files/api/v1/templates`, {}, z.array(Creator), options);
  }

  /** Gets the blanks of a template, by their indexes. @throws NotFoundError */
  async fields(fileId: number, options?: RequestOptions): Promise<Record<string, TemplateField>> {
    return this.transport.ocs.get(
      path`apps/files/api/v1/templates/fields/${fileId}`,
      {},
      phpMap(Field),
      options,
    );
  }

  /** Makes a file. Not repeated when its outcome is unknown. @throws ForbiddenError, also for a file that exists. */
  async create(params: CreateFromTemplate, options?: RequestOptions): Promise<FileFromTemplate> {
    const { templateId: templatePath, templateType, fields } = params;
    const body = {
      // Without a slash the server looks for a folder called ".".
      filePath: `/${params.path.replace(/^\/+/, "")}`,
      templatePath,
      templateType,
      templateFields: fields?.map(({ index, type, content, checked }) => ({ index, type, content, checked })),
    };
    const at = path`apps/files/api/v1/templates/create`;
    const request = { method: "POST", path: at, params: body, encoding: "json" } as const;
    return this.transport.ocs.request(request, Created, options);
  }

  /**
   * Chooses the folder the account keeps its templates in, and makes it.
   *
   * @param params.copySystemTemplates Fills it with those the server comes with. @default false
   * @returns its path.
   */
  async setFolder(
    params: { path?: string | undefined; copySystemTemplates?: boolean | undefined } = {},
    options?: RequestOptions,
  ): Promise<string> {
    const at = path`apps/files/api/v1/templates/path`;
    const fields = { templatePath: params.path, copySystemTemplates: params.copySystemTemplates };
    const request = { method: "POST", path: at, params: fields, idempotent: true } as const;
    return this.transport.ocs.request(request, Folder, options);
  }
}
