import type { Via } from "../events/envelope.js";
import { readPayload } from "../events/event.js";
import type { JsonObject } from "../json.js";
import type { Platform } from "../platform.js";
import { type Delivery, uniqueId } from "./intake.js";

/** How an event was fetched. */
export interface FetchedFrom {
  readonly via: Via;
  /** Names the event when its payload does not. */
  readonly id?: string | undefined;
}

/** Makes the delivery of an event that was fetched. */
export function fetchedDelivery(platform: Platform, payload: JsonObject, { via, id }: FetchedFrom): Delivery {
  const reading = readPayload(platform, payload, via);
  const named = reading.resourceId === undefined ? uniqueId(platform) : `${platform}:${reading.resourceId}`;
  return {
    platform,
    via,
    verification: "fetched",
    payload,
    text: undefined,
    reading,
    id: id ?? named,
    deliveryId: undefined,
    isNonce: false,
  };
}
