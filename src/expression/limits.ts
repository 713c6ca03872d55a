/** Longest text a parser reads, in UTF-16 units. */
export const MAX_SOURCE_LENGTH = 65_536;
/** Deepest nesting of brackets, and of operations inside one another, that a parser builds. */
export const MAX_DEPTH = 1_000;
/** Longest text a printer writes: a shared term can be exponentially larger as a tree. */
export const MAX_TEXT_LENGTH = 1_000_000;
