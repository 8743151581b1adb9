/** Keeps the files of one version, so that the app opens without a network. `make app` writes NAME and FILES. */
const NAME = "footpad-development";
const FILES = []; // path and hash of each

self.addEventListener("install", (event) => {
  event.waitUntil(keep());
});

async function keep() {
  const cache = await caches.open(NAME);
  // A file of another version, while a new one is being copied to the server, is refused, and all of it with it.
  await cache.addAll(FILES.map(([file, integrity]) => new Request(file, { cache: "reload", integrity })));
}

/** The old version's files go when no page uses them any more: two versions are never mixed. */
self.addEventListener("activate", (event) => {
  event.waitUntil(dropOthers());
});

async function dropOthers() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("footpad-") && name !== NAME);
  await Promise.all(old.map((name) => caches.delete(name)));
}

self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET") event.respondWith(answer(event.request));
});

async function answer(request) {
  const cache = await caches.open(NAME);
  return (await cache.match(request, { ignoreSearch: true })) ?? fetch(request);
}
