import { path, type RequestOptions } from "@platformq/resilience";
import type { Collection } from "../hal/collection.js";
import type { Form } from "../hal/form.js";
import type { ListParams } from "../hal/list-params.js";
import { Grid, type GridWidget } from "../schemas/grid.js";
import type { OpenProjectTransport } from "../transport.js";

/** What to change of a grid. */
export interface UpdateGrid {
  rowCount?: number | undefined;
  columnCount?: number | undefined;
  /** All widgets from now on. */
  widgets?: readonly Partial<GridWidget>[] | undefined;
}

/** A grid to create. */
export interface CreateGrid extends UpdateGrid {
  /** The path of the page it is on, such as `/my/page` or `/projects/demo/boards`. */
  scope: string;
}

/** Boards, and pages made of widgets. @see https://www.openproject.org/docs/api/endpoints/grids/ */
export class GridsResource {
  constructor(private readonly transport: OpenProjectTransport) {}

  /** Lists grids; the filter `scope` goes by page. */
  async list(params: ListParams = {}, options?: RequestOptions): Promise<Collection<Grid>> {
    return this.transport.list(path`grids`, params, Grid, options);
  }

  /** Gets a grid. @throws NotFoundError */
  async get(gridId: number, options?: RequestOptions): Promise<Grid> {
    return this.transport.get(path`grids/${gridId}`, {}, Grid, options);
  }

  /** Creates a grid. Never repeated after an unknown outcome. @throws ValidationError */
  async create(params: CreateGrid, options?: RequestOptions): Promise<Grid> {
    return this.transport.post(path`grids`, encodeGrid(params), Grid, options);
  }

  /** Changes a grid. @throws ValidationError */
  async update(gridId: number, params: UpdateGrid, options?: RequestOptions): Promise<Grid> {
    return this.transport.change(path`grids/${gridId}`, encodeGrid(params), Grid, options);
  }

  /** Says what the server thinks of a new grid, without creating it. */
  async validate(params: Partial<CreateGrid>, options?: RequestOptions): Promise<Form> {
    return this.transport.form(path`grids/form`, encodeGrid(params), options);
  }

  /** Says what the server thinks of changes, without making them. */
  async validateUpdate(gridId: number, params: UpdateGrid, options?: RequestOptions): Promise<Form> {
    return this.transport.form(path`grids/${gridId}/form`, encodeGrid(params), options);
  }
}

function encodeGrid({ scope, ...rest }: Partial<CreateGrid>): object {
  return scope === undefined ? rest : { ...rest, _links: { scope: { href: scope } } };
}
