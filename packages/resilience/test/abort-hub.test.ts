import { describe, expect, it, vi } from "vitest";
import { followSignal, unfollowSignal } from "../src/abort-hub.js";

const follower = () => ({ abort: vi.fn() });

describe("an abort hub", () => {
  it("needs one listener for all followers, and none when they have gone", () => {
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, "addEventListener");
    const remove = vi.spyOn(signal, "removeEventListener");
    const followers = Array.from({ length: 50 }, follower);
    for (const one of followers) followSignal(signal, one);
    expect(add).toHaveBeenCalledTimes(1);
    for (const one of followers) unfollowSignal(signal, one);
    expect(remove).toHaveBeenCalledTimes(1);
    unfollowSignal(signal, follower());
    expect(remove).toHaveBeenCalledTimes(1);
  });

  it("tells each follower once, with the signal's reason", () => {
    const controller = new AbortController();
    const [stays, goes] = [follower(), follower()];
    followSignal(controller.signal, stays);
    followSignal(controller.signal, goes);
    unfollowSignal(controller.signal, goes);
    controller.abort("enough");
    expect(stays.abort.mock.calls).toEqual([["enough"]]);
    expect(goes.abort).not.toHaveBeenCalled();
  });

  it("lets a follower leave while it is told", () => {
    const controller = new AbortController();
    const told: number[] = [];
    const leaving = [1, 2, 3].map((number) => {
      const one = {
        abort(): void {
          told.push(number);
          unfollowSignal(controller.signal, one);
        },
      };
      followSignal(controller.signal, one);
      return one;
    });
    controller.abort();
    expect(told).toEqual(leaving.map((_, index) => index + 1));
  });
});
