import { useLanguage } from '../../../src/ui/copy/copy.ts';

/** Imported for its effect: the texts are there, in English, before a test asks for one. */
await useLanguage('en');
