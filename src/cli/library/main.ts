/** `npm run functions`, `npm run certify:functions`, …: what makes and checks the shipped functions. */
import { runCommandLine } from '../run-command-line.ts';
import { runMain } from '../run-main.ts';
import { buildVerb } from './build.ts';
import { certifyLibraryVerb } from './certify.ts';
import { makeVerb } from './make.ts';

const verbs = [makeVerb, certifyLibraryVerb, buildVerb];
await runMain((words, io) => runCommandLine(words, io, verbs));
