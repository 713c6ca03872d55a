/** Napier's version, as in `package.json` (a test compares them). Findings of another minor version are refused. */
export const VERSION = '0.1.0';
