import { expose } from 'comlink';
import { crewOfThread } from './crew-of-thread.ts';
import { createDataOwnerWork } from './data-owner-work.ts';
import { engineOfThread } from './engine-of-thread.ts';
import { keepErrorCodes } from './errors.ts';
import { handingOver } from './handing-over.ts';

keepErrorCodes();
const engine = engineOfThread();
expose(handingOver(createDataOwnerWork({ engine, crew: crewOfThread(engine) })));
