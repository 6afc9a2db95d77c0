import { expose } from 'comlink';
import { crewOfThread } from './crew-of-thread.ts';
import { createModelOwnerWork } from './model-owner-work.ts';
import { engineOfThread } from './engine-of-thread.ts';
import { keepErrorCodes } from './errors.ts';
import { handingOver } from './handing-over.ts';

keepErrorCodes();
const engine = engineOfThread();
expose(handingOver(createModelOwnerWork({ engine, crew: crewOfThread(engine) })));
