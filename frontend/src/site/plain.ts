/** Where the map's own script does not arrive, the map and table of the server are shown all the same. */
export function startPlain(page: Document, wait = 8000): void {
  const map = page.querySelector('vk-kaart');
  if (!map) return;
  setTimeout(() => {
    if (!customElements.get('vk-kaart')) map.classList.add('is-plain');
  }, wait);
}
