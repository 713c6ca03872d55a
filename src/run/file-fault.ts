import { NapierError } from '../error/fault.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a part of the path is a file, not a folder',
  EISDIR: 'it is a folder',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
  ERR_INVALID_ARG_VALUE: 'the name has a NUL character in it',
};

/** A system error on a file as a fault that names the file and says why in words. Other errors pass unchanged. */
export function fileFault(error: unknown, path: string, doing: 'read' | 'write', hint?: string): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof NapierError || typeof code !== 'string') return error;
  const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : code;
  const shown = path.length <= 200 ? path : `${path.slice(0, 197)}…`;
  return new NapierError({
    kind: 'file',
    message: `cannot ${doing} ${JSON.stringify(shown)}: ${reason}`,
    ...(hint === undefined ? {} : { hint }),
  });
}
