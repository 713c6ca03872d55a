/** Lets other work in between. */
export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
