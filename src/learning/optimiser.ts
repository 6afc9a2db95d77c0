/** What an optimiser has found so far; exact, in mapped units. */
export interface Solution {
  /** w, scale 2^weightBits. */
  readonly weights: readonly bigint[];
  readonly weightBits: number;
  /** Residual sum of squares of these weights, mapped units. */
  readonly rss: number;
  readonly converged: boolean;
  /** G^ of all owners, exact and symmetric, where d independent products of it are known. */
  readonly gram?: readonly (readonly bigint[])[];
}

/** What one answer told. Multiply by `lossFactor(contract)` for squared units of the target. */
export interface RoundOutcome {
  /** From 1. */
  readonly round: number;
  /** Residual sum of squares after this round, in mapped units. */
  readonly rss: number;
  /** rss / rows. */
  readonly mse: number;
  readonly converged: boolean;
}

export interface OptimiserState {
  /** Answers accepted. */
  readonly round: number;
  readonly converged: boolean;
  /** Whether d independent products of G^ are known: G^ itself follows from them. */
  readonly gramKnown: boolean;
  /** Nothing more will be asked. */
  readonly finished: boolean;
}

/**
 * Asks for products of the pooled G^ with weights of its choice, one a round:
 * `while ((w = next()) !== null) accept(answer to w)`.
 */
export interface Optimiser {
  readonly kind: 'conjugate-gradients' | 'gradient-descent';
  readonly state: OptimiserState;
  /** The integer weights w^ to ask next, |w^| <= W 2^FW; null when finished. The same until it is answered. */
  next(): readonly bigint[] | null;
  /**
   * Takes the pooled G^ w^ - b^, scale 2^(FG + FW), for the weights of {@link next}.
   *
   * @throws FederatedError `integrity` if the answer contradicts what is known, `singular-design` if the columns
   *   are linearly dependent, `diverged` if gradient descent runs away, `invalid-state` if nothing was asked.
   */
  accept(answer: readonly bigint[]): RoundOutcome;
  solution(): Solution;
}
