/** The entry of the map page: its style, and the element `<vk-kaart>`. */

import "./kaart.css";
import { VkKaart } from "./element.js";

if (!customElements.get("vk-kaart")) customElements.define("vk-kaart", VkKaart);
