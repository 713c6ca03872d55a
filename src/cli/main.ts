#!/usr/bin/env node
import { runMain } from './run-main.ts';
import { VERBS } from './verbs.ts';

await runMain(VERBS);
