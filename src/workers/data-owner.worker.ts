import { expose } from 'comlink';
import { bigintEngine } from '../bignum/index.ts';
import { createDataOwnerWork } from './data-owner-work.ts';
import { keepErrorCodes } from './errors.ts';

keepErrorCodes();
expose(createDataOwnerWork({ engine: bigintEngine }));
