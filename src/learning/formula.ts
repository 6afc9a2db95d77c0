import type { Contract } from '../contract/index.ts';
import type { FitDetails } from './results.ts';

/** What R takes as a name without quotes. */
const PLAIN_NAME = /^[A-Za-z.][A-Za-z0-9._]*$/;

/** The model as a formula of R; `is.na(a)` for the indicator of missing values. */
export function formulaOf({ target, features, derived, model }: Contract): string {
  const response =
    model.kind === 'logistic'
      ? `(${quoted(target.name)} == ${JSON.stringify(model.positive)})`
      : quoted(target.name);
  const plain = features.flatMap(({ name, missing }) =>
    missing.policy === 'indicator' ? [quoted(name), `is.na(${quoted(name)})`] : [quoted(name)],
  );
  const made = derived.map(({ kind, of }) => {
    const [first = '', second = ''] = of.map(quoted);
    return kind === 'product' ? `${first}:${second}` : kind === 'square' ? `I(${first}^2)` : `log(${first})`;
  });
  return `${response} ~ ${[...plain, ...made].join(' + ')}`;
}

export function referenceLevelsOf({ features }: Contract): FitDetails['referenceLevels'] {
  return features.flatMap((column) =>
    column.type === 'nominal' ? [{ column: column.name, level: column.reference }] : [],
  );
}

function quoted(name: string): string {
  return PLAIN_NAME.test(name) ? name : `\`${name}\``;
}
