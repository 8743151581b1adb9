import { App } from "./frame.js";
import { useLanguage } from "./language.js";
import { chosenLanguage } from "./memory.js";
import { PadLink } from "./pad_link.js";
import { PadState } from "./state.js";

/** A published app has a version; then it works without a network, too. */
function keepForOffline() {
  const version = document.querySelector('meta[name="version"]').content;
  if (version !== "development" && navigator.serviceWorker) navigator.serviceWorker.register("service_worker.js");
}

useLanguage(chosenLanguage());
new App(new PadState(new PadLink(navigator.bluetooth)));
keepForOffline();
