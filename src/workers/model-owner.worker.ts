import { expose } from 'comlink';
import { bigintEngine } from '../bignum/index.ts';
import { keepErrorCodes } from './errors.ts';
import { createModelOwnerWork } from './model-owner-work.ts';

keepErrorCodes();
expose(createModelOwnerWork({ engine: bigintEngine }));
