/** The names of all formats; the records are in `FORMATS`. */
export const FORMAT_NAMES = ['real', 'f64', 'f32', 'f16', 'bf16'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];
