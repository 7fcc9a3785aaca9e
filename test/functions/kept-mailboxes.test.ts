import { expect, it } from "vitest";
import { keptMailboxes } from "../../functions/runtime/kept-mailboxes.ts";
import { noon } from "../support/faxes.ts";
import { mailboxOf } from "../support/mailboxes.ts";

/** A store whose list can fail, and a clock that is moved by hand. */
function desk() {
  const state = { now: noon, lists: 0, isDown: false, mailboxes: [mailboxOf()] };
  const read = keptMailboxes(
    async () => {
      state.lists++;
      if (state.isDown) throw new Error("the store is down");
      return state.mailboxes;
    },
    () => state.now,
  );
  return { state, read };
}

it("lists mailboxes once a minute, and sees a change after it", async () => {
  const { state, read } = desk();
  expect(await read()).toEqual([mailboxOf()]);
  state.mailboxes = [];
  state.now += 59_999;
  expect(await read()).toEqual([mailboxOf()]);
  expect(state.lists).toBe(1);
  state.now += 1;
  expect(await read()).toEqual([]);
  expect(state.lists).toBe(2);
});

it("does not keep a list that could not be read, nor stand on an old one", async () => {
  const { state, read } = desk();
  await read();
  state.now += 60_000;
  state.isDown = true;
  await expect(read()).rejects.toThrow("the store is down");
  state.isDown = false;
  expect(await read()).toEqual([mailboxOf()]);
  expect(state.lists).toBe(3);
});
