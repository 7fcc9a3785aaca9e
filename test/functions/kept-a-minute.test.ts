import { expect, it } from "vitest";
import { keptAMinute } from "../../functions/runtime/kept-a-minute.ts";
import { noon } from "../support/faxes.ts";

/** A store that can fail, and a clock that is moved by hand. */
function desk() {
  const state = { now: noon, reads: 0, isDown: false, value: "before" };
  const kept = keptAMinute(
    async () => {
      state.reads++;
      if (state.isDown) throw new Error("the store is down");
      return state.value;
    },
    () => state.now,
  );
  return { state, ...kept };
}

it("reads once a minute, and sees a change after it", async () => {
  const { state, read } = desk();
  expect(await Promise.all([read(), read()])).toEqual(["before", "before"]);
  state.value = "after";
  state.now += 59_999;
  expect(await read()).toBe("before");
  expect(state.reads).toBe(1);
  state.now += 1;
  expect(await read()).toBe("after");
  expect(state.reads).toBe(2);
});

it("sees it at once when told to forget", async () => {
  const { state, read, forget } = desk();
  await read();
  state.value = "after";
  forget();
  expect(await read()).toBe("after");
});

it("does not keep what could not be read, nor stand on what was read before", async () => {
  const { state, read } = desk();
  await read();
  state.now += 60_000;
  state.isDown = true;
  await expect(read()).rejects.toThrow("the store is down");
  state.isDown = false;
  expect(await read()).toBe("before");
  expect(state.reads).toBe(3);
});
