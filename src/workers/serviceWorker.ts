/**
 * Keeps the page on this computer, so that it opens and trains without a network: the app, its fonts, the samples and the
 * model `mini` at once, larger demo models when they are first used. It answers for files of this site only, asks for
 * nothing on its own, and a newer version waits until the page lets it take over.
 */
import { cleanupOutdatedCaches, precacheAndRoute } from 'workbox-precaching';
import { keptModelFiles } from './keptModels.ts';

declare const self: ServiceWorkerGlobalScope;

const LARGE_MODEL = /^models\/(?!mini\/)/;

// The build writes each file as an entry; workbox also knows bare addresses.
const files = self.__WB_MANIFEST.map((entry) => {
  if (typeof entry === 'string') throw new Error(`${entry}: without a revision it would be kept for ever`);
  return { url: entry.url, revision: entry.revision ?? null };
});
const models = keptModelFiles(
  files.filter(({ url }) => LARGE_MODEL.test(url)),
  { caches: self.caches, scope: self.registration.scope, fetch: (request) => fetch(request) },
);

// Before workbox, which would answer a request for a part of a file with the whole of it.
self.addEventListener('fetch', (event) => {
  const answer = models.answer(event.request);
  if (answer !== null) event.respondWith(answer);
});
precacheAndRoute(files.filter(({ url }) => !LARGE_MODEL.test(url)));
cleanupOutdatedCaches();

self.addEventListener('activate', (event) =>
  event.waitUntil(Promise.all([models.dropOutdated(), self.clients.claim()])),
);
self.addEventListener('message', (event) => {
  if (event.data === 'takeOver') event.waitUntil(self.skipWaiting());
});
