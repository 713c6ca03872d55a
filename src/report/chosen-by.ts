/** What the chosen formula is, of those of the front. */
export function chosenBy(validate: number | undefined): string {
  return validate === undefined
    ? 'the shortest description of the data'
    : `the simplest within a standard error of the best, by cross-validation in ${validate} parts`;
}
