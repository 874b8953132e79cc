import type { Clock } from "../../clock.js";
import type { OcsApi, OcsCall } from "./api.js";
import { internalServerError, OcsError } from "./envelope.js";

interface Weather {
  location: { lat: string; lon: string; address: string } | undefined;
  mode: number;
  favorites: readonly string[];
}

/** The weather in users' status: the same everywhere. */
export function addWeatherEndpoints(ocs: OcsApi, clock: Clock): void {
  const base = "/apps/weather_status/api/v1";
  const byUser = new Map<string, Weather>();
  const weatherOf = ({ user }: OcsCall): Weather => {
    const known = byUser.get(user.id) ?? { location: undefined, mode: 1, favorites: [] };
    byUser.set(user.id, known);
    return known;
  };

  ocs.on("GET", `${base}/location`, (call) => {
    const { location, mode } = weatherOf(call);
    return { ...(location ?? { lat: "", lon: "", address: "" }), mode };
  });
  ocs.on("PUT", `${base}/location`, (call) => {
    const address = call.parameters.text("address");
    const [lat, lon] = [call.parameters.text("lat"), call.parameters.text("lon")];
    const location = { lat: lat ?? "52.52", lon: lon ?? "13.405", address: address ?? `${lat}, ${lon}` };
    weatherOf(call).location = location;
    return { success: true, ...location };
  });
  ocs.on("PUT", `${base}/use-personal`, (call) => {
    const address = call.user.profile.get("address");
    if (address === undefined) return { success: false };
    const location = { lat: "52.52", lon: "13.405", address };
    weatherOf(call).location = location;
    return { success: true, ...location };
  });
  ocs.on("PUT", `${base}/mode`, (call) => {
    weatherOf(call).mode = call.parameters.integer("mode") ?? 1;
    return { success: true };
  });
  ocs.on("GET", `${base}/forecast`, (call) => {
    if (weatherOf(call).location === undefined) throw new OcsError(404);
    return [1, 2].map((hours) => ({
      time: new Date(clock.now() + hours * 3_600_000).toISOString(),
      data: {
        instant: { details: { air_temperature: 21.5, relative_humidity: 40, wind_speed: 3.2 } },
        next_1_hours: { summary: { symbol_code: "fair_day" }, details: { precipitation_amount: 0 } },
      },
    }));
  });
  ocs.on("GET", `${base}/favorites`, (call) => weatherOf(call).favorites);
  ocs.on("PUT", `${base}/favorites`, (call) => {
    if (!call.parameters.has("favorites")) throw internalServerError();
    weatherOf(call).favorites = call.parameters.texts("favorites");
    return { success: true };
  });
}
