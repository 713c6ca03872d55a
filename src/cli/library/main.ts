/** `npm run functions`, `npm run certify:functions`, …: what makes and checks the shipped functions. */
import { runMain } from '../run-main.ts';
import { buildVerb } from './build.ts';
import { certifyLibraryVerb } from './certify.ts';
import { makeVerb } from './make.ts';

await runMain([makeVerb, certifyLibraryVerb, buildVerb]);
