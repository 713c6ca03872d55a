import type { Verb } from '../verb.ts';
import { buildVerb } from './build.ts';
import { certifyLibraryVerb } from './certify.ts';
import { makeVerb } from './make.ts';

/** The verbs of the shipped functions. */
export const VERBS: readonly Verb[] = [makeVerb, certifyLibraryVerb, buildVerb];
