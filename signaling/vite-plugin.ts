import type { Plugin } from 'vite';
import { attachSignaling } from './attach.ts';
import { securityHeaders } from './security-headers.ts';

/** Mounts signaling in `vite dev` and `vite preview`, beside Vite's own socket. */
export function signalingPlugin(): Plugin {
  return {
    name: 'federated-trainer:signaling',
    configureServer({ httpServer }) {
      if (httpServer) attachSignaling(httpServer);
    },
    configurePreviewServer({ httpServer, middlewares }) {
      // The built page obeys the policy it will be served with; the development page cannot.
      middlewares.use(securityHeaders);
      attachSignaling(httpServer);
    },
  };
}
