/**
 * Preloaded (`node --import`) into a server that is killed: it lives TEST_HOURS later, so that the leases of those before it
 * are over, and dates of its schedules have passed meanwhile.
 */
const leap = Number(process.env.TEST_HOURS ?? 0) * 3_600_000;
const now = Date.now;
const { timeOrigin } = performance;
Date.now = () => now() + leap;
Object.defineProperty(performance, 'timeOrigin', { value: timeOrigin + leap });
globalThis.Date = new Proxy(Date, {
  construct: (target, parts, self) =>
    Reflect.construct(target, parts.length === 0 ? [now() + leap] : parts, self),
});
