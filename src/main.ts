import { asFederatedError, createNotifier, FederatedError } from './base/index.ts';
import { parseFragment } from './protocol/index.ts';
import { createBrowserStorage } from './storage/index.ts';
import type { Tab } from './tab.ts';
import { loadPage, mountApp, type Route } from './ui/index.ts';

const tab: Tab = { storage: createBrowserStorage(), closers: [] };
const notifier = createNotifier();
let route: Route = { page: 'start' };

/** Waits for code that is loaded when it is needed. */
async function arrived<T>(code: Promise<T>): Promise<T> {
  try {
    return await code;
  } catch (cause) {
    throw new FederatedError('page-not-loaded', 'a part of the page did not load', {}, { cause });
  }
}

const newSession = () => arrived(import('./new-session.ts'));

async function open(fragment: string): Promise<Route> {
  if (!globalThis.isSecureContext) throw new FederatedError('insecure-context', 'no secure context');
  const destination = parseFragment(fragment);
  switch (destination.kind) {
    case 'start':
      return { page: 'start' };
    case 'model': {
      const [{ openModel }] = await arrived(Promise.all([import('./open-model.ts'), loadPage.model()]));
      return openModel(tab);
    }
    case 'model-owner': {
      const code = Promise.all([import('./open-model-owner.ts'), loadPage.modelOwner()]);
      const [{ openModelOwner }] = await arrived(code);
      return openModelOwner(tab, destination.id);
    }
    case 'facilitator': {
      const code = Promise.all([import('./open-facilitator.ts'), loadPage.facilitator()]);
      const [{ openFacilitator }] = await arrived(code);
      return openFacilitator(tab, destination.room);
    }
    case 'data-owner':
    case 'data-owner-link': {
      const code = Promise.all([import('./open-data-owner.ts'), loadPage.dataOwner()]);
      const [{ openDataOwner, openDataOwnerLink }] = await arrived(code);
      return destination.kind === 'data-owner'
        ? openDataOwner(tab, destination.id)
        : openDataOwnerLink(tab, destination.link);
    }
  }
}

async function navigate(): Promise<void> {
  await Promise.allSettled(tab.closers.splice(0).map((close) => close()));
  try {
    route = await open(location.hash);
  } catch (error) {
    const { code, details } = asFederatedError(error, 'link-malformed');
    route = { page: 'problem', code, details };
  }
  notifier.notify();
}

function fail(error: unknown): void {
  const { code, details } = asFederatedError(error, 'storage-failed');
  route = { page: 'problem', code, details };
  notifier.notify();
}

const target = document.getElementById('app');
if (target === null) throw new TypeError('index.html has no element with id "app"');

// First the party, then the page: no other page flashes up before it.
let navigation = navigate();
await navigation;
mountApp(target, {
  subscribe: notifier.subscribe,
  get route() {
    return route;
  },
  startSession() {
    newSession()
      .then(({ startSession }) => startSession(tab.storage))
      .then((fragment) => {
        location.hash = fragment;
      }, fail);
  },
  async prepareSample(sample, title) {
    const { prepareSample } = await newSession();
    return prepareSample(tab.storage, sample, title);
  },
  openModel() {
    location.hash = '#/model';
  },
  goHome() {
    location.hash = '';
  },
});

addEventListener('hashchange', () => {
  // One after another: code may be under way for the page that was asked for before.
  navigation = navigation.then(navigate);
});
