import { NapierError } from '../error/fault.ts';

/** A fault together with the part of the command line that its source was given in: `approximate --domain`. */
export class LocatedError extends NapierError {
  readonly command: string;
  constructor(error: NapierError, command: string) {
    super(error.fault);
    this.command = command;
  }
}

/** Runs `body`; a fault it raises is shown behind `command`. The innermost place wins. */
export function located<T>(command: string, body: () => T): T {
  const place = (error: unknown): unknown =>
    error instanceof NapierError && !(error instanceof LocatedError)
      ? new LocatedError(error, command)
      : error;
  try {
    const result = body();
    if (!(result instanceof Promise)) return result;
    return result.catch((error: unknown) => {
      throw place(error);
    }) as T;
  } catch (error) {
    throw place(error);
  }
}
