import { expose } from 'comlink';
import { engineOfThread } from './engine-of-thread.ts';
import { keepErrorCodes } from './errors.ts';
import { handingOver } from './handing-over.ts';
import { createHelperWork } from './helper-work.ts';

keepErrorCodes();
expose(handingOver(createHelperWork({ engine: engineOfThread() })));
