/**
 * Why an expansion ended: it needs to know that t > 0 (`side`), roots of t (`roots`: t^(1/degree)), more terms (`terms`),
 * or it is not of the kind that is looked for, or cannot be decided (`none`).
 */
export class Obstacle extends Error {
  readonly needs: 'side' | 'roots' | 'terms' | 'none';
  readonly degree: number;

  constructor(needs: Obstacle['needs'], message: string, degree = 1) {
    super(message);
    this.needs = needs;
    this.degree = degree;
  }
}
