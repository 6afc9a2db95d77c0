/** `npm start`: installs and builds what is missing, then serves page and signaling from this process. */
import { buildIfNeeded, checkNodeVersion, installIfNeeded } from './lib/prepare.mjs';

checkNodeVersion();
installIfNeeded();
buildIfNeeded();
// Built just now: it is not there when this file is checked.
const server = new URL('../dist/server/main.js', import.meta.url).href;
await import(server);
