/** The program of the thread that a regression from the command line runs in. Started by `regressInThread`. */
import { serveOwnThread } from '../../run/own-thread.ts';
import { runRegress, type RegressJob, type RegressNews } from './run-regress.ts';
import type { RegressionFinding } from '../regression.ts';
import type { SystemFinding } from '../system.ts';

await serveOwnThread<RegressJob, RegressNews, RegressionFinding | SystemFinding>(runRegress);
