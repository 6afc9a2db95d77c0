import { expose } from 'comlink';
import { keepErrorCodes } from './errors.ts';
import { handingOver } from './handing-over.ts';
import { createModelUseWork } from './model-use-work.ts';

keepErrorCodes();
expose(handingOver(createModelUseWork()));
