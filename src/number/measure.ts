/** How error is measured: |p − f|/|f|, |p − f|, or |p − f|/ulp(f) in the format at hand. */
export const MEASURES = ['relative', 'absolute', 'ulp'] as const;
export type Measure = (typeof MEASURES)[number];
