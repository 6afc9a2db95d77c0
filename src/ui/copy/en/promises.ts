/**
 * What the protocol promises and where the promise ends, worded once for every page that gives it. A limit
 * is never said without its promise, nor a promise without its limit.
 */
export const promises = {
  sums: 'The model owner learns sums over all owners only, unless every other owner shares secrets with it or was invented by it (the roster code is against that).',
  few: 'With one data owner the sum is that owner’s totals; with two, either together with the model owner learns the other’s.',
  /** The same, said to the model owner. */
  sumsForModelOwner:
    'Your key opens sums over all owners only: one owner’s answers are masked, unless every other owner shares secrets with you. With one data owner the sum is that owner’s totals; with two, either together with you learns the other’s.',
  notOnlyTheModel:
    'That only the final model is learnt: exact answers tell the totals it stands on, sooner with crafted questions.',
  served: 'Whoever serves this page could change its code: serve it from a place you trust.',
};
