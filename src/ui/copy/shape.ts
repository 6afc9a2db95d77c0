import type { en } from './en/en.ts';

/** `T` with every text open: what one language says, another may say in other words. */
type Worded<T> = T extends string
  ? string
  : T extends (...args: infer Facts) => infer Text
    ? (...args: Facts) => Worded<Text>
    : { readonly [Key in keyof T]: Worded<T[Key]> };

/** The shape of a language: every text the page shows. English is the measure. */
export type Copy = Worded<typeof en>;
