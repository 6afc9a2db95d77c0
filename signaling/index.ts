export { attachSignaling } from './attach.ts';
export type { SignalingSockets, UpgradingServer } from './attach.ts';
export type { FrameLog, LoggedFrame } from './frames.ts';
export { createSignaling } from './server.ts';
export type { Signaling, SignalingOptions } from './server.ts';
