import { bigintEngine } from '../../../src/bignum/index.ts';
import { describeEngine } from './conformance.ts';

describeEngine(bigintEngine);
