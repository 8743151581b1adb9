/** Takes away a phone app that was kept for this address, when another program had the port: it would hide the page. */
self.addEventListener("install", (event) => {
  event.waitUntil(leave());
});

/** The page that is open stays until it is loaded again. */
async function leave() {
  const kept = (await caches.keys()).filter((name) => name.startsWith("footpad-"));
  await Promise.all(kept.map((name) => caches.delete(name)));
  await self.registration.unregister();
}
