/** The map library, in a file of its own that is fetched beside the figures; its worker is a file of ours. */

import * as maplibre from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";

maplibre.setWorkerUrl(new URL(workerUrl, import.meta.url).href);
// the worker starts while the figures are still on their way
maplibre.prewarm();

export { maplibre };
