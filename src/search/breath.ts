/** Lets timers, messages and interrupts in between two pieces of long work. */
export const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
