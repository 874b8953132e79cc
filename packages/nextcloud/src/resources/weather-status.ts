import { openObject, path, type RequestOptions } from "@platformq/resilience";
import { z } from "zod";
import { Nothing } from "../ocs/envelope.js";
import { phpList } from "../schemas/php-list.js";
import type { NextcloudTransport } from "../transport.js";

const coordinate = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined || value === "" ? undefined : Number(value)));

const Location = openObject({
  lat: coordinate,
  lon: coordinate,
  address: z.string().nullish(),
  mode: z.number().optional(),
  success: z.unknown().optional(),
}).transform(({ lat, lon, address, success: _, ...rest }) => ({
  ...rest,
  latitude: lat,
  longitude: lon,
  address: address || null,
}));

/** Where the account wants to know the weather of; nothing but `mode` before it has said so. */
export type WeatherLocation = z.output<typeof Location>;

const Details = openObject({
  /** Degrees Celsius. */
  air_temperature: z.number(),
  /** Percent. */
  relative_humidity: z.number(),
  /** Metres per second. */
  wind_speed: z.number(),
});
const Forecast = openObject({
  time: z.string(),
  data: openObject({ instant: openObject({ details: Details }) }),
}).transform(({ time, data }) => ({ ...data, time: new Date(time) }));
const Forecasts = z.union([z.array(Forecast), openObject({ error: z.string() }).transform(() => undefined)]);

/** The weather at a time, in the words of MET Norway. @see https://docs.api.met.no/doc/ForecastJSON.html */
export type WeatherForecast = z.output<typeof Forecast>;

/** How the location is found: 1 asks the browser, 2 is the address. */
export type WeatherMode = 1 | 2;

/** The weather in the account's status. @see https://github.com/nextcloud/server/tree/master/apps/weather_status */
export class WeatherStatusResource {
  constructor(private readonly transport: NextcloudTransport) {}

  /** Tells of where the account wants to know the weather. */
  async location(options?: RequestOptions): Promise<WeatherLocation> {
    return this.transport.ocs.get(path`apps/weather_status/api/v1/location`, {}, Location, options);
  }

  /** Sets the location by an address, or by coordinates in degrees; the server asks OpenStreetMap for the other. */
  async setLocation(
    params: { address: string } | { latitude: number; longitude: number },
    options?: RequestOptions,
  ): Promise<WeatherLocation> {
    const fields =
      "address" in params ? { address: params.address } : { lat: params.latitude, lon: params.longitude };
    return this.transport.ocs.put(path`apps/weather_status/api/v1/location`, fields, Location, options);
  }

  /** Takes the address of the account's profile as the location. */
  async usePersonalAddress(options?: RequestOptions): Promise<WeatherLocation> {
    return this.transport.ocs.put(path`apps/weather_status/api/v1/use-personal`, {}, Location, options);
  }

  /** Sets how the location is found. */
  async setMode(mode: WeatherMode, options?: RequestOptions): Promise<void> {
    return this.transport.ocs.put(path`apps/weather_status/api/v1/mode`, { mode }, Nothing, options);
  }

  /** Gets the weather of the next hours; `undefined` while nobody can tell. @throws NotFoundError without a location. */
  async forecast(options?: RequestOptions): Promise<WeatherForecast[] | undefined> {
    return this.transport.ocs.get(path`apps/weather_status/api/v1/forecast`, {}, Forecasts, options);
  }

  /** Lists the account's favourite addresses. */
  async favorites(options?: RequestOptions): Promise<string[]> {
    return this.transport.ocs.get(
      path`apps/weather_status/api/v1/favorites`,
      {},
      phpList(z.string()),
      options,
    );
  }

  /** Replaces the account's favourite addresses. */
  async setFavorites(favorites: readonly string[], options?: RequestOptions): Promise<void> {
    const at = path`apps/weather_status/api/v1/favorites`;
    // There may be none, and a form has no empty lists.
    const request = { method: "PUT", path: at, params: { favorites }, encoding: "json" } as const;
    return this.transport.ocs.request(request, Nothing, options);
  }
}
