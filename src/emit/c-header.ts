/** A header file: its guard, what stands before all else, and declarations that C++ may include too. */
export function cHeader(guard: string, preface: string, declarations: string): string {
  return `#ifndef ${guard}
#define ${guard}
${preface === '' ? '' : `\n${preface}\n`}
#ifdef __cplusplus
extern "C" {
#endif

${declarations}
#ifdef __cplusplus
}
#endif

#endif
`;
}
